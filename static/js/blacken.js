// Drawing boxes on a picture. The page works without: cells are ticked, boxes are told in per cent.
// A tap on a cell stays a tap; a drag draws a box and fills one row of numbers, which the form sends.

const board = document.querySelector("[data-blacken]");
const rows = document.querySelector("[data-blacken-rows]");
if (board && rows) {
  const edges = ["left", "top", "width", "height"];
  const picture = board.querySelector("img");
  const tools = document.querySelector("[data-blacken-tools]");
  const said = document.querySelector("[data-blacken-said]");
  const draw = document.querySelector("[data-blacken-draw]");
  const made = []; // what was done here, newest last: rows and cells
  let start = null;
  let drawn = null;
  let dragged = false;

  tools.hidden = false;
  document.querySelector("[data-blacken-told]").hidden = false;

  const number = (field) => Number.parseFloat(field.value.trim().replace(",", "."));
  const fields = (row) => edges.map((edge) => row.querySelector(`[name=${edge}]`));
  const empty = (row) => fields(row).every((field) => field.value.trim() === "");
  const within = (value) => Math.min(100, Math.max(0, value));
  const place = (event) => {
    const frame = picture.getBoundingClientRect();
    return {
      x: within(((event.clientX - frame.left) / frame.width) * 100),
      y: within(((event.clientY - frame.top) / frame.height) * 100),
    };
  };
  const put = (box, [left, top, width, height]) => {
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  };
  const tell = (text, row) => {
    said.textContent = text.replace("{n}", row ? [...rows.children].indexOf(row) + 1 : "");
  };

  // The boxes over the picture are what stands in the rows, whoever wrote it there.
  const show = () => {
    board.querySelectorAll(".blacken-box:not(.blacken-box--drawn)").forEach((box) => box.remove());
    for (const row of rows.children) {
      const button = row.querySelector("button");
      if (button) button.hidden = empty(row);
      const told = fields(row).map(number);
      if (told.some(Number.isNaN)) continue;
      const box = document.createElement("div");
      box.className = "blacken-box";
      put(box, told);
      board.append(box);
    }
  };

  const renumber = () => {
    [...rows.children].forEach((row, at) => {
      row.querySelector(".blacken-number").textContent = `${rows.dataset.name} ${at + 1}`;
      row.querySelector("button")?.setAttribute("aria-label", `${rows.dataset.drop} ${at + 1}`);
    });
  };
  const clear = (row) => {
    fields(row).forEach((field) => (field.value = ""));
    show();
  };
  const offer = (row) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.addEventListener("click", () => {
      tell(said.dataset.gone, row);
      clear(row);
    });
    row.append(button);
  };
  const free = () => {
    const found = [...rows.children].find(empty);
    if (found) return found;
    const row = rows.lastElementChild.cloneNode(true);
    row.querySelector("button")?.remove();
    fields(row).forEach((field) => (field.value = ""));
    rows.append(row);
    offer(row);
    renumber();
    return row;
  };
  const keep = (values) => {
    const row = free();
    // Rounded outwards: what was covered while drawing stays covered.
    const [left, top] = [values[0], values[1]].map((value) => Math.floor(value * 10) / 10);
    const right = Math.min(100, Math.ceil((values[0] + values[2]) * 10) / 10);
    const bottom = Math.min(100, Math.ceil((values[1] + values[3]) * 10) / 10);
    const told = [left, top, right - left, bottom - top];
    fields(row).forEach((field, at) => (field.value = String(Math.round(told[at] * 10) / 10)));
    made.push(row);
    document.querySelector(".blacken-boxes").open = true;
    show();
    tell(said.dataset.box, row);
  };

  const measured = (event) => {
    const end = place(event);
    return [Math.min(start.x, end.x), Math.min(start.y, end.y), Math.abs(end.x - start.x), Math.abs(end.y - start.y)];
  };
  const stop = () => {
    drawn?.remove();
    drawn = start = null;
  };

  board.addEventListener("pointerdown", (event) => {
    const drawing = draw.getAttribute("aria-pressed") === "true";
    dragged = false;
    if (event.button !== 0 || (event.pointerType === "touch" && !drawing)) return;
    start = { ...place(event), left: event.clientX, top: event.clientY };
  });
  board.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (!drawn) {
      if (Math.hypot(event.clientX - start.left, event.clientY - start.top) < 6) return;
      drawn = document.createElement("div");
      drawn.className = "blacken-box blacken-box--drawn";
      board.append(drawn);
      board.setPointerCapture(event.pointerId);
      dragged = true;
    }
    put(drawn, measured(event));
  });
  board.addEventListener("pointerup", (event) => {
    if (drawn) {
      const values = measured(event);
      if (values[2] > 0.1 && values[3] > 0.1) keep(values);
    }
    stop();
  });
  board.addEventListener("pointercancel", stop);
  // The click that ends a drag ticks no cell.
  board.addEventListener(
    "click",
    (event) => {
      if (!dragged) return;
      dragged = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  board.addEventListener("dragstart", (event) => event.preventDefault());
  board.addEventListener("change", (event) => made.push(event.target));

  draw.addEventListener("click", () => {
    const now = draw.getAttribute("aria-pressed") !== "true";
    draw.setAttribute("aria-pressed", String(now));
    board.classList.toggle("blacken-board--drawing", now);
  });
  document.querySelector("[data-blacken-undo]").addEventListener("click", () => {
    const last = made.pop() ?? [...rows.children].reverse().find((row) => !empty(row));
    if (!last) return;
    if (last.type === "checkbox") {
      last.checked = !last.checked;
      tell(said.dataset.cell);
    } else {
      tell(said.dataset.gone, last);
      clear(last);
    }
  });
  rows.addEventListener("input", show);
  [...rows.children].forEach(offer);
  renumber();
  show();
}
