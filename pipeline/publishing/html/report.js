// Sorting by the heads of tables and a filter box above long ones. The page is whole without it.
"use strict";

const words = document.body.dataset;

function valueOf(row, column) {
  const cell = row.cells[column];
  const value = "sort" in cell.dataset ? cell.dataset.sort : cell.textContent.trim();
  if (value === "") return null;
  return "sort" in cell.dataset ? Number(value) : value;
}

function compare(a, b) {
  return typeof a === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true });
}

function sortBy(table, head, column) {
  const sign = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
  // Rows without a value stay last, whichever way the others go.
  rows.sort(([a], [b]) => (a === null) - (b === null) || (a === null ? 0 : sign * compare(a, b)));
  body.append(...rows.map(([, row]) => row));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = words.sort;
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head, column));
    head.append(button);
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// A list of the values of one column; its first entry keeps every row.
function choiceOf(rows, head, column) {
  const select = document.createElement("select");
  const values = new Set(rows.map((row) => row.cells[column].textContent.trim()).filter(Boolean));
  const name = head.textContent.trim();
  select.setAttribute("aria-label", name);
  select.append(new Option(name, ""), ...[...values].map((value) => new Option(value, value)));
  return { select, keeps: (row) => !select.value || row.cells[column].textContent.trim() === select.value };
}

function makeFilterable(table, number) {
  const rows = [...table.tBodies[0].rows];
  const line = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("output");
  line.className = "filter";
  input.type = "search";
  input.id = `filter-${number}`;
  label.htmlFor = input.id;
  label.textContent = words.filter;
  count.setAttribute("aria-live", "polite");
  const choices = [...table.tHead.rows[0].cells].flatMap((head, column) =>
    "choice" in head.dataset ? [choiceOf(rows, head, column)] : []);
  const refresh = () => {
    const wanted = plain(input.value);
    for (const row of rows) {
      row.hidden = !plain(row.textContent).includes(wanted) || !choices.every((one) => one.keeps(row));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = words.count.replace("{shown}", shown).replace("{all}", rows.length);
  };
  line.append(label, input, ...choices.map((one) => one.select), count);
  line.addEventListener("input", refresh);
  table.closest(".box").before(line);
  refresh();
}

document.querySelectorAll("table.data").forEach((table, number) => {
  if (table.tBodies[0].rows.length > 1) makeSortable(table);
  if (table.tBodies[0].rows.length > 20) makeFilterable(table, number);
});

// A link to a table opens the details that hold it.
function openTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target) for (let box = target; box; box = box.parentElement?.closest("details")) if (box.matches("details")) box.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();
