"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const byId = (id) => document.getElementById(id);
  const state = { chosen: null, hovered: null, shownNodes: new Set(), shownEdges: new Set(), near: null,
    unfolded: new Set(), day: data.at };
  const edgesOf = data.nodes.map(() => []);
  data.edges.forEach((edge) => {
    edgesOf[edge.from].push(edge.id);
    if (edge.to !== edge.from) edgesOf[edge.to].push(edge.id);
  });
  const byRank = [...data.nodes].sort((a, b) => a.rank - b.rank);
  const busiest = Math.max(1, ...edgesOf.map((list) => list.length));
  const BOLD = 24;
  const INK = "#1d2430";
  const FONT = '"Source Sans 3", "Segoe UI", system-ui, "Hiragino Sans", "Noto Sans CJK JP", sans-serif';

  const isNarrow = () => window.matchMedia("(max-width: 760px)").matches;

  // Text reaches the page only through textContent, and links only if they are http(s).
  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const fill = (template, values) =>
    template.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));

  // --- network ---
  const baseSize = (node) =>
    data.view === "corridors" ? 3.2 + 5 * Math.sqrt(edgesOf[node.id].length / busiest)
      : 6 + 13 * Math.sqrt(edgesOf[node.id].length / busiest);
  const nodeItem = (node) => {
    const border = node.estimated ? "#8a94a3" : INK;
    return { id: node.id, x: node.x, y: node.y, shape: node.shape, size: baseSize(node), fixed: true,
      borderWidth: data.view === "corridors" ? 1.4 : 0.8, borderWidthSelected: 2.5,
      shapeProperties: { borderDashes: node.estimated ? [3, 2] : false },
      color: { background: node.color, border, highlight: { background: node.color, border: INK },
        hover: { background: node.color, border: INK } } };
  };
  const edgeItem = (edge) => ({ id: edge.id, from: edge.from, to: edge.to, width: edge.width,
    selectionWidth: 1.5, hoverWidth: 1.5, dashes: edge.dashes,
    arrows: { to: { enabled: edge.arrows === "to" && data.view !== "corridors", scaleFactor: 0.35 } },
    smooth: edge.bend ? { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend) } : false,
    color: { color: edge.color, highlight: edge.color, hover: edge.color, opacity: edgeOpacity() } });
  const edgeOpacity = () => (data.view === "corridors" ? 0.9 : 0.38);
  // Of a large network the best connected are drawn at once, the others when they are asked for.
  const isHere = (id) => data.nodes[id].rank < data.core || state.unfolded.has(id);
  const bothHere = (edge) => isHere(edge.from) && isHere(edge.to);
  const nodes = new vis.DataSet(data.nodes.filter((node) => isHere(node.id)).map(nodeItem));
  const edges = new vis.DataSet(data.edges.filter(bothHere).map(edgeItem));
  const unfold = (ids) => {
    const added = [...new Set(ids)].filter((id) => !isHere(id));
    if (!added.length) return;
    added.forEach((id) => state.unfolded.add(id));
    nodes.add(added.map((id) => nodeItem(data.nodes[id])));
    const lines = new Set(added.flatMap((id) => edgesOf[id]));
    edges.add([...lines].map((id) => data.edges[id]).filter((edge) => bothHere(edge) && !edges.get(edge.id)).map(edgeItem));
    applyFilters();
  };
  const holder = byId("network");
  const network = new vis.Network(holder, { nodes, edges }, {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { hover: true, dragNodes: false, hideEdgesOnDrag: data.edges.length > 1500, multiselect: false,
      keyboard: { enabled: true, bindToWindow: false }, tooltipDelay: 100000, zoomSpeed: 0.6 },
  });

  // --- filters ---
  const controls = byId("controls");
  const rules = () => [...controls.querySelectorAll("[data-filter]")].map((part) => ({
    key: part.dataset.filter,
    rule: part.dataset.rule,
    values: part.dataset.rule === "one" ? part.value
      : new Set([...part.querySelectorAll("input:checked")].map((box) => box.value)),
  }));
  const passes = (edge, rule) => {
    const tags = edge.tags[rule.key] || [];
    if (rule.rule === "one") return rule.values === "" || tags.includes(rule.values);
    if (rule.rule === "hide") return !tags.some((tag) => rule.values.has(tag));
    if (rule.rule === "any") return tags.some((tag) => rule.values.has(tag));
    return tags.every((tag) => rule.values.has(tag));
  };
  // Days are ISO text, so that their order is that of the text.
  const slider = byId("day");
  const holds = (edge) => !slider || ((!edge.days[0] || edge.days[0] <= state.day) && (!edge.days[1] || edge.days[1] >= state.day));
  const passing = () => {
    const active = rules();
    return data.edges.filter((edge) => holds(edge) && active.every((rule) => passes(edge, rule)));
  };
  const rows = new Map([...document.querySelectorAll("tr[data-edge]")].map((row) => [Number(row.dataset.edge), row]));
  const applyFilters = () => {
    const passed = new Set(passing().map((edge) => edge.id));
    rows.forEach((row, id) => { row.hidden = !passed.has(id); });
    state.passed = passed;
    state.shownEdges = new Set([...passed].filter((id) => bothHere(data.edges[id])));
    state.shownNodes = new Set([...state.shownEdges].flatMap((id) => [data.edges[id].from, data.edges[id].to]));
    state.unfolded.forEach((id) => state.shownNodes.add(id));
    if (state.chosen && !isShown(state.chosen)) choose(null);
    repaint();
    const corridors = data.view === "corridors";
    byId("showing").textContent = fill(words.showing, {
      lines: state.shownEdges.size, all_lines: data.edges.length, line_word: corridors ? words.segments : words.links,
      spots: state.shownNodes.size, all_spots: data.nodes.length, spot_word: corridors ? words.places : words.things,
    });
  };
  const isShown = (what) => (what.kind === "node" ? state.shownNodes : state.shownEdges).has(what.id);

  // --- look: what is hidden, what is dimmed, sizes that grow slower than the zoom ---
  const growth = () => Math.pow(Math.max(network.getScale(), 0.02), -0.62);
  const repaint = () => {
    const factor = growth();
    const near = state.near;
    nodes.update(data.nodes.filter((node) => isHere(node.id)).map((node) => ({ id: node.id, hidden: !state.shownNodes.has(node.id),
      size: baseSize(node) * factor, opacity: near && !near.nodes.has(node.id) ? 0.12 : 1 })));
    edges.update(data.edges.filter(bothHere).map((edge) => ({ id: edge.id, hidden: !state.shownEdges.has(edge.id),
      width: edge.width * factor, dashes: edge.dashes ? edge.dashes.map((d) => d * factor) : false,
      color: { color: edge.color, highlight: edge.color, hover: edge.color,
        opacity: near ? (near.edges.has(edge.id) ? 1 : 0.06) : edgeOpacity() } })));
  };
  let waiting = 0;
  network.on("zoom", () => {
    clearTimeout(waiting);
    waiting = setTimeout(repaint, 60);
  });

  // --- labels: as many as fit, the most connected first, at the same size at any zoom ---
  const widths = new Map();
  const cut = (text) => {
    const letters = Array.from(text);
    return letters.length > 34 ? letters.slice(0, 33).join("") + "…" : text;
  };
  const boxesMeet = (a, b) => a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b;
  const drawLabels = (context) => {
    const scale = network.getScale();
    const size = 12 / scale;
    const view = { w: holder.clientWidth, h: holder.clientHeight, centre: network.getViewPosition() };
    const inView = (node) => Math.abs(node.x - view.centre.x) * scale < view.w / 2 + 20 &&
      Math.abs(node.y - view.centre.y) * scale < view.h / 2 + 20;
    const visible = byRank.filter((node) => state.shownNodes.has(node.id) && inView(node));
    const radius = (node) => baseSize(node) * growth();
    const edge = { l: view.centre.x - view.w / 2 / scale, r: view.centre.x + view.w / 2 / scale,
      t: view.centre.y - view.h / 2 / scale, b: view.centre.y + view.h / 2 / scale };
    const dot = (node) => {
      const r = radius(node) * 0.9;
      return { l: node.x - r, r: node.x + r, t: node.y - r, b: node.y + r };
    };
    // The best connected may cover lesser nodes with their names; the others need clear ground.
    const taken = [...nameBoxes, ...visible.slice(0, BOLD).map(dot)];
    const clear = visible.slice(BOLD).map(dot);
    const first = (node) => node.id === state.hovered || (state.near && state.near.nodes.has(node.id));
    const wanted = state.near ? visible.filter(first) : visible.slice(0, 400);
    wanted.sort((a, b) => first(b) - first(a) || a.rank - b.rank);
    context.font = `600 ${size}px ${FONT}`;
    context.lineJoin = "round";
    context.textBaseline = "middle";
    for (const node of wanted) {
      if (clear.length && node.rank >= visible[BOLD].rank) taken.push(...clear.splice(0));
      const text = cut(node.label);
      if (!widths.has(text)) widths.set(text, context.measureText(text).width / size);
      const box = roomFor(node, widths.get(text) * size, size * 1.25, radius(node), taken, edge);
      if (!box && node.id !== state.hovered && node.id !== chosenNode()) continue;
      writeLabel(context, text, box || sideBox(node, widths.get(text) * size, size * 1.25, radius(node))[0], size, taken);
    }
  };
  const chosenNode = () => (state.chosen && state.chosen.kind === "node" ? state.chosen.id : -1);
  const sideBox = (node, width, height, r) => {
    const gap = r + height * 0.18;
    const at = (l, t) => ({ l, r: l + width, t, b: t + height });
    return [at(node.x + gap, node.y - height / 2), at(node.x - gap - width, node.y - height / 2),
      at(node.x - width / 2, node.y - gap - height), at(node.x - width / 2, node.y + gap)];
  };
  const roomFor = (node, width, height, r, taken, edge) => sideBox(node, width, height, r).find((box) =>
    box.l >= edge.l && box.r <= edge.r && box.t >= edge.t && box.b <= edge.b && !taken.some((other) => boxesMeet(box, other)));
  const writeLabel = (context, text, box, size, taken) => {
    taken.push(box);
    context.strokeStyle = "rgba(255,255,255,.92)";
    context.lineWidth = size * 0.3;
    context.textAlign = "left";
    context.strokeText(text, box.l, (box.t + box.b) / 2);
    context.fillStyle = INK;
    context.fillText(text, box.l, (box.t + box.b) / 2);
  };
  const drawGrid = (context) => {
    const grid = data.grid;
    if (!grid.meridians.length) return;
    const scale = network.getScale();
    const centre = network.getViewPosition();
    const left = centre.x - holder.clientWidth / 2 / scale;
    const top = centre.y - holder.clientHeight / 2 / scale;
    context.strokeStyle = "#e3e7ec";
    context.fillStyle = "#717b89";
    context.lineWidth = 1 / scale;
    context.font = `${10.5 / scale}px ${FONT}`;
    context.textBaseline = "top";
    context.textAlign = "left";
    const line = (x1, y1, x2, y2) => {
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    };
    grid.meridians.forEach(([x, label]) => {
      line(x, top, x, top + holder.clientHeight / scale);
      context.fillText(label, x + 3 / scale, top + 3 / scale);
    });
    grid.parallels.forEach(([y, label]) => {
      line(left, y, left + holder.clientWidth / scale, y);
      context.fillText(label, left + 4 / scale, y + 2 / scale);
    });
  };
  const nameBoxes = [];
  const drawNames = (context) => {
    const size = 15 / network.getScale();
    context.font = `600 ${size}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = "#9aa4b2";
    nameBoxes.length = 0;
    if (network.getScale() < 0.9) return;
    data.grid.names.forEach(([x, y, name]) => {
      const text = name.toUpperCase();
      const half = context.measureText(text).width / 2;
      const box = { l: x - half, r: x + half, t: y - size * 0.6, b: y + size * 0.6 };
      if (nameBoxes.some((other) => boxesMeet(box, other))) return;
      nameBoxes.push(box);
      context.fillText(text, x, y);
    });
  };
  network.on("beforeDrawing", drawGrid);
  network.on("beforeDrawing", drawNames);
  // vis' own arrows grow with the line; these keep their size and stand in its middle.
  const drawArrows = (context) => {
    if (data.view !== "corridors") return;
    const size = 5 / network.getScale();
    context.fillStyle = "#fff";
    context.strokeStyle = INK;
    context.lineWidth = size * 0.2;
    data.edges.forEach((edge) => {
      if (edge.arrows !== "to" || !state.shownEdges.has(edge.id) || (state.near && !state.near.edges.has(edge.id))) return;
      const line = network.body.edges[edge.id].edgeType;
      const [before, middle, after] = [0.45, 0.5, 0.55].map((part) => line.getPoint(part));
      const angle = Math.atan2(after.y - before.y, after.x - before.x);
      if (Math.hypot(data.nodes[edge.to].x - data.nodes[edge.from].x, data.nodes[edge.to].y - data.nodes[edge.from].y) < size * 5) return;
      context.save();
      context.translate(middle.x, middle.y);
      context.rotate(angle);
      context.beginPath();
      context.moveTo(size * 1.1, 0);
      context.lineTo(-size * 0.8, size * 0.8);
      context.lineTo(-size * 0.8, -size * 0.8);
      context.closePath();
      context.fill();
      context.stroke();
      context.restore();
    });
  };
  network.on("afterDrawing", drawArrows);
  network.on("afterDrawing", drawLabels);

  // --- cards ---
  const nameOf = (what) => (what.kind === "node" ? data.nodes[what.id] : data.edges[what.id]);
  const facts = (item, parent, withLinks) => {
    const list = element("dl", undefined, parent);
    item.details.forEach(([name, text, url]) => {
      if (text === "") return;
      element("dt", name, list);
      const value = element("dd", undefined, list);
      value.dir = "auto";
      if (withLinks && url && /^https?:\/\//i.test(url)) {
        const link = element("a", text, value);
        link.href = url;
        link.target = "_blank";
        link.rel = "noopener noreferrer";
      } else value.textContent = text;
    });
  };
  const showTip = (what, pointer) => {
    const tip = byId("tip");
    tip.replaceChildren();
    element("strong", nameOf(what).label, tip).dir = "auto";
    facts(nameOf(what), tip, false);
    tip.hidden = false;
    const x = Math.min(pointer.x + 14, holder.clientWidth - tip.offsetWidth - 6);
    const under = pointer.y + 16 + tip.offsetHeight < holder.clientHeight;
    tip.style.left = `${Math.max(4, x)}px`;
    tip.style.top = `${Math.max(4, under ? pointer.y + 16 : pointer.y - tip.offsetHeight - 10)}px`;
  };
  const hideTip = () => { byId("tip").hidden = true; };
  const showCard = (what) => {
    const card = byId("card");
    card.replaceChildren();
    card.hidden = what === null;
    if (what === null) return;
    const head = element("header", undefined, card);
    element("strong", nameOf(what).label, head).dir = "auto";
    const close = element("button", "×", head);
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", () => choose(null));
    facts(nameOf(what), card, true);
    const reference = element("dl", undefined, card);
    element("dt", words.reference, reference);
    element("code", nameOf(what).reference, element("dd", undefined, reference));
    neighbours(what, card);
    card.scrollTop = 0;
  };
  const neighbours = (what, card) => {
    const list = element("ul", undefined, card);
    const jump = (text, target) => {
      const button = element("button", text, element("li", undefined, list));
      button.type = "button";
      button.dir = "auto";
      button.addEventListener("click", () => choose(target, true));
    };
    if (what.kind === "edge") {
      const edge = data.edges[what.id];
      jump(`${words.from}: ${data.nodes[edge.from].label}`, { kind: "node", id: edge.from });
      jump(`${words.to}: ${data.nodes[edge.to].label}`, { kind: "node", id: edge.to });
      return;
    }
    const shown = edgesOf[what.id].filter((id) => state.shownEdges.has(id));
    shown.slice(0, 40).forEach((id) => jump(edgeText(what.id, data.edges[id]), { kind: "edge", id }));
    if (shown.length > 40) element("li", fill(words.more, { n: shown.length - 40 }), list);
    const folded = foldedBeside(what.id);
    if (!folded.length) return;
    const button = element("button", fill(words.expand, { n: folded.length }), card);
    button.type = "button";
    button.addEventListener("click", () => { unfold(folded); choose(what, true); });
  };
  const foldedBeside = (id) => [...new Set(edgesOf[id].filter((line) => state.passed.has(line))
    .flatMap((line) => [data.edges[line].from, data.edges[line].to]))].filter((end) => !isHere(end));
  const edgeText = (from, edge) => {
    if (data.view === "corridors") return edge.label;
    const out = edge.from === from;
    return `${out ? "→" : "←"} ${data.nodes[out ? edge.to : edge.from].label} (${edge.details[0][1]})`;
  };

  // --- choosing: the neighbourhood stays, the rest is dimmed ---
  const nearOf = (what) => {
    if (what === null) return null;
    const ids = what.kind === "edge" ? [what.id] : edgesOf[what.id].filter((id) => state.shownEdges.has(id));
    const near = { edges: new Set(ids), nodes: new Set(what.kind === "node" ? [what.id] : []) };
    ids.forEach((id) => near.nodes.add(data.edges[id].from).add(data.edges[id].to));
    return near;
  };
  const choose = (what, move) => {
    state.chosen = what;
    state.near = nearOf(what);
    hideTip();
    showCard(what);
    network.unselectAll();
    if (what && what.kind === "node") network.selectNodes([what.id], false);
    if (what && what.kind === "edge") network.selectEdges([what.id]);
    if (move && what) moveTo();
    repaint();
  };
  // Frames what is chosen with its neighbours, beside (on a narrow screen above) the card.
  const moveTo = () => {
    const card = byId("card");
    const narrow = isNarrow();
    frameNodes(data.nodes.filter((node) => state.near.nodes.has(node.id)),
      { right: narrow ? 0 : card.offsetWidth, bottom: narrow ? card.offsetHeight : 0 });
  };
  const picked = (params) => {
    if (params.nodes.length) return { kind: "node", id: params.nodes[0] };
    return params.edges.length ? { kind: "edge", id: params.edges[0] } : null;
  };
  network.on("click", (params) => choose(picked(params)));
  network.on("hoverNode", (params) => { state.hovered = params.node; showTip({ kind: "node", id: params.node }, params.pointer.DOM); });
  network.on("hoverEdge", (params) => { if (state.hovered === null) showTip({ kind: "edge", id: params.edge }, params.pointer.DOM); });
  network.on("blurNode", () => { state.hovered = null; hideTip(); });
  network.on("blurEdge", hideTip);
  network.on("dragStart", hideTip);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { byId("found").hidden = true; choose(null); } });

  // --- search ---
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const folded = byRank.map((node) => [fold(node.label), node]);
  const find = () => {
    const list = byId("found");
    const wanted = fold(byId("search").value.trim());
    list.replaceChildren();
    list.hidden = wanted === "";
    if (wanted === "") return;
    const hits = folded.filter(([text]) => text.includes(wanted)).slice(0, 8);
    hits.forEach(([, node]) => {
      const button = element("button", node.label, element("li", undefined, list));
      button.type = "button";
      button.dir = "auto";
      button.addEventListener("click", () => take(node));
    });
    if (!hits.length) element("p", words.search_none, element("li", undefined, list));
  };
  const take = (node) => {
    byId("found").hidden = true;
    unfold([node.id, ...foldedBeside(node.id)]);
    if (!state.shownNodes.has(node.id)) { controls.reset(); applyFilters(); }
    choose({ kind: "node", id: node.id }, true);
  };
  byId("search").addEventListener("input", find);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const firstHit = byId("found").querySelector("button");
    if (firstHit) firstHit.click();
  });

  // --- view ---
  const frameOf = (left, top, right, bottom, { margin = 0, covered = { right: 0, bottom: 0 }, most = 3 } = {}) => {
    const wide = Math.max(60, holder.clientWidth - covered.right - 2 * margin);
    const high = Math.max(60, holder.clientHeight - covered.bottom - 2 * margin);
    const scale = Math.min(most, wide / Math.max(1, right - left), high / Math.max(1, bottom - top));
    network.moveTo({ scale, position: { x: (left + right + covered.right / scale) / 2,
      y: (top + bottom + covered.bottom / scale) / 2 } });
  };
  const frameNodes = (shown, covered) => {
    if (!shown.length) return;
    const xs = shown.map((node) => node.x);
    const ys = shown.map((node) => node.y);
    const margin = isNarrow() ? 24 : 48;
    frameOf(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys),
      { margin, covered, most: covered ? 1.6 : 3 });
  };
  const showAll = () => {
    frameNodes(data.nodes.filter((node) => state.shownNodes.has(node.id)));
    repaint();
  };
  const showCore = () => { frameOf(...data.grid.core); repaint(); };
  const zoomBy = (factor) => { network.moveTo({ scale: network.getScale() * factor }); repaint(); };
  byId("fit").addEventListener("click", showAll);
  byId("in").addEventListener("click", () => zoomBy(1.4));
  byId("out").addEventListener("click", () => zoomBy(1 / 1.4));
  if (byId("core")) byId("core").addEventListener("click", showCore);
  // --- time ---
  const dayOf = (number) => {
    const day = new Date(`${slider.dataset.first}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + number);
    return day.toISOString().slice(0, 10);
  };
  if (slider) {
    slider.addEventListener("input", () => {
      state.day = dayOf(Number(slider.value));
      byId("at").textContent = state.day;
      clearTimeout(waiting);
      waiting = setTimeout(applyFilters, 60);
    });
  }

  // --- files: the picture as it stands, and the lines that pass the filters ---
  const download = (address, ending) => {
    const link = document.createElement("a");
    link.href = address;
    link.download = `${data.view}-${state.day}.${ending}`;
    document.body.append(link);
    link.click();
    link.remove();
  };
  const savePicture = () => {
    const drawn = holder.querySelector("canvas");
    const paper = document.createElement("canvas");
    [paper.width, paper.height] = [drawn.width, drawn.height];
    const context = paper.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, paper.width, paper.height);
    context.drawImage(drawn, 0, 0);
    download(paper.toDataURL("image/png"), "png");
  };
  // A spreadsheet runs a cell that begins like a formula; a leading ' makes it text.
  const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const csvOf = (shown) => {
    const head = ["reference", "from", "from_label", "to", "to_label", "start", "end", "facts"];
    const lines = shown.map((edge) => [edge.reference, data.nodes[edge.from].reference, data.nodes[edge.from].label,
      data.nodes[edge.to].reference, data.nodes[edge.to].label, edge.days[0] || "", edge.days[1] || "",
      edge.details.map(([name, text, url]) => `${name}: ${text}${url ? ` <${url}>` : ""}`).join("; ")]);
    return [head, ...lines].map((line) => line.map(cell).join(",")).join("\n") + "\n";
  };
  byId("save-png").addEventListener("click", savePicture);
  byId("save-csv").addEventListener("click", () =>
    download(URL.createObjectURL(new Blob(["\ufeff", csvOf(passing())], { type: "text/csv" })), "csv"));

  controls.addEventListener("change", applyFilters);
  controls.addEventListener("reset", () => setTimeout(applyFilters, 0));
  controls.addEventListener("submit", (event) => event.preventDefault());
  if (isNarrow()) byId("panel").open = false;
  applyFilters();
  const firstView = () => (data.grid.core ? showCore() : showAll());
  firstView();
  // The page may still change its width while it loads; once someone has moved the view, it stays.
  let touched = false;
  ["pointerdown", "wheel", "keydown"].forEach((name) => document.addEventListener(name, () => { touched = true; }, { passive: true }));
  network.on("resize", () => { if (!touched) setTimeout(firstView, 0); });
  document.documentElement.dataset.ready = "yes";
})();
