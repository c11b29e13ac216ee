// Tables that can be sorted: a button in each heading of a table without merged cells.
for (const table of document.querySelectorAll(".table table")) {
  const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
  if (rows.length < 4 || table.querySelector("[colspan], [rowspan]")) continue;
  heads.forEach((head, column) => {
    const text = (row) => row.cells[column].textContent.trim(), time = (row) => Date.parse(`${text(row)} UTC`);
    const dates = rows.every((row) => !text(row) || /^(\d+ )?([A-Z][a-z]+ )?\d{4}$/.test(text(row))), button = document.createElement("button");
    const key = (row) => (dates ? time(row) || 0 : parseFloat(text(row).replace(/,/g, "")));
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.onclick = () => {
      const down = head.ariaSort === "ascending";
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = down ? "descending" : "ascending";
      const order = rows.toSorted((a, b) => (key(a) - key(b) || text(a).localeCompare(text(b))) * (down ? -1 : 1));
      body.append(...order);
    };
  });
}
