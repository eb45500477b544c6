'use strict';
// Draws the chart of the page with Vega, whose expressions are interpreted: no code is made from
// text, so the page's policy can forbid it.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const stage = document.getElementById('chart');
  const tip = document.getElementById('tip');
  const figure = stage.parentElement;
  const element = (name, text) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const tooltip = (_, event, item, value) => {
    if (value === null || value === undefined || value === '') { tip.hidden = true; return; }
    // One field comes as a text, several come as an object.
    const list = element('dl');
    for (const [name, text] of typeof value === 'object' ? Object.entries(value) : []) {
      if (text !== '' && text !== null) list.append(element('dt', name), element('dd', String(text)));
    }
    tip.replaceChildren(typeof value === 'object' ? list : element('strong', String(value)));
    tip.hidden = false;
    const box = figure.getBoundingClientRect();
    const left = event.clientX - box.left + 14, top = event.clientY - box.top + 14;
    tip.style.left = `${Math.max(0, Math.min(left, box.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${top}px`;
  };

  const save = async (view, kind) => {
    const link = element('a');
    link.href = await view.toImageURL(kind, 2);
    link.download = `${data.name}.${kind}`;
    link.click();
  };

  // A map is moved by three signals: scale and the two parts of the translation.
  const moved = (view) => {
    const names = ['map_scale', 'map_x', 'map_y'];
    const start = names.map((name) => view.signal(name));
    const set = (values) => {
      names.forEach((name, index) => view.signal(name, values[index]));
      view.runAsync();
    };
    const get = () => names.map((name) => view.signal(name));
    const zoom = (by, x, y) => {
      const [scale, left, top] = get();
      const next = Math.max(start[0] / 8, Math.min(start[0] * 40, scale * by));
      const ratio = next / scale;
      set([next, x - (x - left) * ratio, y - (y - top) * ratio]);
    };
    const middle = (by) => () => zoom(by, data.size[0] / 2, data.size[1] / 2);
    document.getElementById('in').addEventListener('click', middle(1.5));
    document.getElementById('out').addEventListener('click', middle(1 / 1.5));
    document.getElementById('fit').addEventListener('click', () => set(start));
    const svg = stage.querySelector('svg');
    const shrunk = () => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width || 1;
    const origin = view.origin();
    const at = (event) => {
      const box = svg.getBoundingClientRect(), k = shrunk();
      const x = (event.clientX - box.left) / k - origin[0];
      const y = (event.clientY - box.top) / k - origin[1];
      const panel = data.panels.findLast((left) => x >= left) || 0;
      return [x - panel, y];
    };
    svg.addEventListener('wheel', (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), ...at(event));
    }, { passive: false });
    let held = null;
    svg.addEventListener('pointerdown', (event) => {
      held = [event.clientX, event.clientY];
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointermove', (event) => {
      if (!held) return;
      const [scale, left, top] = get(), k = shrunk();
      set([scale, left + (event.clientX - held[0]) / k, top + (event.clientY - held[1]) / k]);
      held = [event.clientX, event.clientY];
    });
    const drop = () => { held = null; };
    svg.addEventListener('pointerup', drop);
    svg.addEventListener('pointercancel', drop);
  };

  window.vegaEmbed(stage, data.spec, {
    mode: 'vega', ast: true, actions: false, renderer: 'svg', defaultStyle: false, tooltip,
    logLevel: 1, // errors; Vega warns of domains of days before it has computed them
  }).then(({ view }) => {
    if (data.moves) { stage.classList.add('moves'); moved(view); }
    for (const kind of ['svg', 'png']) {
      document.getElementById(kind).addEventListener('click', () => save(view, kind));
    }
    document.documentElement.dataset.ready = 'yes';
  });
})();
