// Search and filters over what stands on the page: facts, sources, claims. Nothing is moved; what does not fit is hidden.
for (const find of document.querySelectorAll(".find")) {
  const items = [...document.querySelectorAll("[data-found]")], [search, ...choices] = find.querySelectorAll("input, select"), text = new Map();
  const plain = (said) => said.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  function apply() {
    const sought = plain(search.value).split(/\s+/).filter(Boolean), chosen = choices.filter(({ value }) => value), active = sought[0] || chosen[0], shown = {};
    if (sought[0] && !text.size) for (const item of items) text.set(item, plain(`${item.textContent} ${Object.values(item.dataset).join(" ")}`));
    for (const item of items) {
      item.hidden = !(chosen.every(({ name, value }) => item.dataset[name]?.split(" ").includes(value)) && sought.every((word) => text.get(item).includes(word)));
      if (!item.hidden) shown[item.dataset.found] = (shown[item.dataset.found] || 0) + 1;
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-found]:not([hidden])");
      group.open = active && !group.hidden;
    }
    const told = Object.entries(shown).map(([kind, number]) => `${number} ${kind}${number === 1 ? "" : "s"}`);
    find.querySelector("output").textContent = (active ? "Shown: " : "") + (told.join(", ") || "nothing") + ".";
  }
  // A proof that is led to stands open.
  function aim() {
    recall(search, ...choices);
    apply();
    const aim = document.getElementById(decodeURIComponent(location.hash.slice(1))), shelf = aim?.closest("details");
    if (shelf) { shelf.open = true; aim.scrollIntoView(); }
  }
  find.oninput = () => { apply(); keep(search, ...choices); };
  find.querySelector("button").onclick = () => { for (const field of [search, ...choices]) field.value = ""; find.oninput(); };
  addEventListener("hashchange", aim);
  find.hidden = false;
  aim();
}
