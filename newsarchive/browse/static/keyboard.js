/* Keys for those who read with the keyboard: / to the search box, j and k through the list, Enter opens, ? tells them.
   Everything works without this file. Keys typed into a field, or with Ctrl, Alt or Meta, are left alone. */
"use strict";

(() => {
  const help = document.getElementById("keys");
  const stops = () => [...document.querySelectorAll("[data-stop]")];
  const typing = element => element.closest("input, select, textarea, [contenteditable]") !== null;

  /** Move the focus so many stops on from where it is. */
  function move(by) {
    const all = stops();
    const here = all.findIndex(stop => stop === document.activeElement || stop.closest("li, tr")?.contains(document.activeElement));
    const next = all[here < 0 && by < 0 ? all.length - 1 : Math.min(Math.max(here + by, 0), all.length - 1)];
    next?.focus();
    next?.closest("li, tr, section")?.scrollIntoView({ block: "nearest" });
  }

  const go = relation => document.querySelector(`a[rel~="${relation}"]`)?.click();

  const search = () => {
    const box = document.getElementById("q");
    if (!box) return go("search");
    box.focus();
    box.select();
  };

  const KEYS = {
    "/": search,
    j: () => move(1),
    k: () => move(-1),
    n: () => go("next"),
    p: () => go("prev"),
    u: () => go("up"),
    "?": () => (help.open ? help.close() : help.showModal()),
  };

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (help.open && event.key !== "?") return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const button = document.querySelector("[data-keys]");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());

  /* Copy buttons beside citations: they appear only where they work. */
  for (const button of document.querySelectorAll("button[data-copies]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      button.textContent = "Copied";
    });
  }
})();
