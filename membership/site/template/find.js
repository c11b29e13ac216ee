// Search and filters over what stands on the page: facts, sources, claims. Nothing is moved; what does not fit is hidden.
for (const find of document.querySelectorAll(".find")) {
  const { element, asked, keep } = reader, items = [...document.querySelectorAll("[data-found]")], fields = [...find.querySelectorAll("select, input")], said = find.querySelector("output");
  const text = new Map(), plain = (said) => said.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  function apply() {
    const words = plain(find.querySelector("input").value).split(/\s+/).filter(Boolean), chosen = fields.filter(({ value, localName }) => value && localName === "select");
    const active = words.length || chosen.length, shown = {};
    if (words.length && !text.size) for (const item of items) text.set(item, plain(`${item.textContent} ${Object.values(item.dataset).join(" ")}`));
    for (const item of items) {
      item.hidden = !(chosen.every(({ name, value }) => ` ${item.dataset[name] || ""} `.includes(` ${value} `)) && words.every((word) => text.get(item).includes(word)));
      if (!item.hidden) shown[item.dataset.found] = (shown[item.dataset.found] || 0) + 1;
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-found]:not([hidden])");
      if (group.localName === "details") group.open = active && !group.hidden;
    }
    const told = Object.entries(shown).map(([kind, number]) => `${number} ${number === 1 ? kind : kind + "s"}`);
    said.textContent = active ? `Shown: ${told.join(", ") || "nothing"}.` : `${told.join(", ")}.`;
  }
  find.oninput = () => { apply(); keep(Object.fromEntries(fields.map(({ name, value }) => [name, value]))); };
  find.querySelector("button").onclick = () => { for (const field of fields) field.value = ""; find.oninput(); };
  const recall = () => { for (const field of fields) if (asked().has(field.name)) field.value = asked().get(field.name); apply(); };
  // A proof that is led to stands open.
  const open = () => { const aim = !location.hash.includes("=") && document.getElementById(decodeURIComponent(location.hash.slice(1))), shelf = aim && aim.closest("details"); if (shelf) { shelf.open = true; aim.scrollIntoView(); } };
  addEventListener("hashchange", () => { recall(); open(); });
  find.hidden = false;
  recall();
  open();
}
