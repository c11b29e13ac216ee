// Search and filters over what stands on the page: facts, sources, claims. Nothing is moved; what does not fit is hidden.
{
  const find = document.querySelector(".find"), items = all("[data-found]"), fields = all("input, select", find), [search, ...choices] = fields, [said, button] = all("output, button", find);
  const plain = (said) => said.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  function apply() {
    const sought = plain(search.value).match(/\S+/g) || [], chosen = choices.filter(({ value }) => value), active = sought[0] || chosen[0], shown = {};
    for (const item of items) {
      item.hidden = !(chosen.every(({ name, value }) => item.dataset[name]?.split(" ").includes(value)) && sought.every((word) => (item.plain ??= plain(item.textContent)).includes(word)));
      if (!item.hidden) shown[item.dataset.found] = (shown[item.dataset.found] || 0) + 1;
    }
    for (const group of all("[data-group]")) {
      group.hidden = !group.querySelector("[data-found]:not([hidden])");
      group.open = active && !group.hidden;
    }
    const told = Object.entries(shown).map(([kind, number]) => `${number} ${kind}${number === 1 ? "" : "s"}`);
    said.textContent = (active ? "Shown: " : "") + (told.join(", ") || "nothing") + ".";
  }
  // A proof that is led to stands open, with a way back.
  function aim() {
    recall(...fields);
    apply();
    const aim = document.getElementById(location.hash.slice(1)), shelf = aim?.closest("details");
    for (const back of all(".back")) {
      back.hidden = !shelf || history.length < 2;
      back.onclick = () => history.back();
    }
    if (shelf) { shelf.open = true; aim.scrollIntoView(); }
  }
  find.oninput = () => { apply(); keep(...fields); };
  button.onclick = () => { for (const field of fields) field.value = ""; find.oninput(); };
  addEventListener("hashchange", aim);
  find.hidden = false;
  aim();
}
