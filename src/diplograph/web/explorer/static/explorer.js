"use strict";
// Pages work without this: every control is a link or a form. With it, what `data-live` marks is
// fetched and put in place, so that the rest of the page stays where it is.
(() => {
  let wanted = 0;
  const show = async (address, keep) => {
    const turn = ++wanted;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (turn !== wanted) return; // a later click has overtaken this one
    if (!answer.ok) { location.href = address; return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    const focused = document.activeElement && (document.activeElement.id || document.activeElement.getAttribute("href"));
    const open = [...document.querySelectorAll("#live details")].map((part) => part.open);
    document.getElementById("live").replaceWith(fresh);
    [...fresh.querySelectorAll("details")].forEach((part, place) => { part.open = open[place] || part.open; });
    const again = focused && [...fresh.querySelectorAll("[id], a[href]")].find((part) => part.id === focused || part.getAttribute("href") === focused);
    if (again) again.focus({ preventScroll: true });
    if (keep) history.pushState(null, "", address);
  };
  const addressOf = (form) => {
    const fields = new URLSearchParams(new FormData(form));
    form.querySelectorAll("[data-published]").forEach((slider) => {
      if (Number(slider.value) === Number(slider.dataset.published)) fields.delete(slider.name);
    });
    [...fields].forEach(([name, value]) => { if (value === "") fields.delete(name, value); });
    return `${form.getAttribute("action")}?${fields}`;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(new URL(link.getAttribute("href"), location.href).href, true);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-live]")) return;
    event.preventDefault();
    show(addressOf(event.target), true);
  });
  let waiting = 0;
  document.addEventListener("input", (event) => {
    const slider = event.target;
    if (!slider.matches("[data-published]")) return;
    slider.parentElement.querySelector("output").textContent = Number(slider.value).toPrecision(3);
    clearTimeout(waiting);
    waiting = setTimeout(() => show(addressOf(slider.form), true), 120);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-goes]")) location.href = event.target.value;
    else if (event.target.matches("form[data-live] select, form[data-live] [type=checkbox], form[data-live] [list]")) show(addressOf(event.target.form), true);
  });
  window.addEventListener("popstate", () => { if (document.getElementById("live")) show(location.href, false); });
})();
