// Sends chosen files part by part, so that a broken connection costs one part and not the file.
// Nothing about a file is stored in the browser: after a break the portal is asked how far it came.

const TRIES = 6; // of one part, waiting twice as long each time
const EDGE = 64 * 1024;
const MARKS = ["Exif\0\0", "eXIf", "EXIF", "http://ns.adobe.com/xap/", "XML:com.adobe.xmp", "\u00a9xyz", "com.apple.quicktime", "/Author"];

for (const box of document.querySelectorAll("[data-parts]")) {
  const input = box.querySelector("input[type=file]");
  const status = box.querySelector("[role=status]");
  const list = document.createElement("ul");
  status.before(list);
  const say = box.dataset;
  const token = box.closest("form").elements.csrfmiddlewaretoken.value;
  const queue = [];
  let working = 0;

  input.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = ""; // or the form would send them once more, in one piece
    for (const file of files) queue.push(row(file));
    if (!working) await work();
  });

  box.closest("form").addEventListener("submit", (event) => {
    if (!working || event.submitter?.value === "autosave") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    status.textContent = say.wait;
    status.focus();
  }, true);

  addEventListener("beforeunload", (event) => working && event.preventDefault());

  async function work() {
    working = 1;
    while (queue.length) await send(queue.shift());
    working = 0;
    status.textContent = "";
  }

  function row(file) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    const bar = document.createElement("progress");
    const stop = document.createElement("button");
    bar.max = file.size || 1;
    bar.value = 0;
    words.textContent = `${file.name} (${size(file.size)}): ${say.queued}`;
    bar.setAttribute("aria-label", file.name);
    stop.type = "button";
    stop.className = "link";
    stop.textContent = say.cancel;
    item.append(words, bar, stop);
    list.append(item);
    const one = { file, item, words, bar, stop, gone: false, address: "" };
    stop.addEventListener("click", () => cancel(one));
    return one;
  }

  async function send(one) {
    if (one.gone) return;
    const { file, bar } = one;
    hint(one);
    try {
      const begun = await ask(say.parts, { body: new URLSearchParams({ size: file.size, mark: await mark(file), draft: input.form.elements.draft?.value ?? "" }) });
      one.address = `${say.parts}${begun.id}/`;
      let done = begun;
      do {
        bar.value = done.received;
        told(one, `${say.sending} ${Math.floor((100 * done.received) / file.size)}%`);
        done = await piece(one, done.received, begun.part);
      } while (!done.name);
      bar.value = file.size;
      finish(one, done.name);
      follow(done.number, (text) => told(one, text));
      if (done.tells) warn(one, say.tells);
    } catch (trouble) {
      if (!one.gone) finish(one, trouble.message || say.failed, true);
    }
  }

  // One part; a part that does not follow what is there is answered with what does.
  async function piece(one, from, length) {
    const body = one.file.slice(from, from + length);
    const headers = { "X-Offset": from, "Content-Type": "application/octet-stream" };
    return ask(one.address, { body, headers }, one);
  }

  async function ask(address, request, one) {
    for (let tried = 0; ; tried++) {
      if (one?.gone) throw new Error();
      let answer;
      try {
        answer = await fetch(address, { method: "POST", ...request, headers: { ...request.headers, "X-CSRFToken": token } });
      } catch {
        answer = null; // no network: wait and try again
      }
      if (answer && (answer.ok || answer.status === 409)) return answer.json();
      if (answer && answer.status < 500) {
        const said = await answer.json().catch(() => ({}));
        throw new Error(said.message || say.failed);
      }
      if (tried === TRIES) throw new Error(say.failed);
      if (one) told(one, say.offline);
      await pause(1000 * 2 ** tried);
    }
  }

  async function cancel(one) {
    one.gone = true;
    one.item.remove();
    if (one.address) await fetch(one.address, { method: "DELETE", headers: { "X-CSRFToken": token } }).catch(() => null);
    input.focus();
  }

  function finish(one, text, failed = false) {
    told(one, text);
    one.bar.remove();
    one.stop.remove();
    one.item.classList.toggle("wrong-text", failed);
    status.textContent = `${one.file.name}: ${text}`;
  }

  // Before anything is sent: whether the file itself says where or with what it was made.
  async function hint(one) {
    const found = await telling(one.file);
    if (found) warn(one, found === "place" ? say.place : say.tells);
  }

  function warn(one, text) {
    if (one.item.querySelector(".notice")) return;
    const note = document.createElement("div");
    note.className = "notice care";
    note.append(Object.assign(document.createElement("p"), { textContent: text }));
    one.item.append(note);
  }

  function told(one, text) {
    one.words.textContent = `${one.file.name} (${size(one.file.size)}): ${text}`;
  }
}

// Files whose clean copy is being made are asked after, ever more rarely, and only while the page is looked at.
const LOOKS = [3, 4, 6, 10, 15, 20, 30, 60, 60, 60, 60]; // seconds between
const followed = new Map();
let looks = -1;

for (const item of document.querySelectorAll("li[data-waiting]")) {
  follow(Number(item.dataset.waiting), (text) => (item.querySelector("span").textContent = text));
}

async function follow(number, tell) {
  followed.set(number, tell);
  const asleep = looks < 0;
  looks = 0;
  if (!asleep) return;
  while (followed.size && looks < LOOKS.length) {
    await new Promise((go) => setTimeout(go, 1000 * LOOKS[looks++]));
    const answer = document.hidden ? null : await fetch(document.querySelector("[data-state]").dataset.state).catch(() => null);
    if (answer?.status === 404) break; // the code is no longer kept here
    for (const one of answer?.ok ? (await answer.json()).exhibits : []) {
      if (one.waiting || !followed.has(one.number)) continue;
      followed.get(one.number)(one.text);
      followed.delete(one.number);
    }
  }
  looks = -1;
}

// Until the time is up, or the network is back.
function pause(time) {
  return new Promise((go) => {
    const timer = setTimeout(go, time);
    addEventListener("online", () => (clearTimeout(timer), go()), { once: true });
  });
}

function size(bytes) {
  const tongue = document.documentElement.lang;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${value.toLocaleString(tongue, { maximumFractionDigits: 1 })} ${unit}`;
}

// A fingerprint of length and beginning; none where the page is not on a safe connection.
async function mark(file) {
  if (!crypto.subtle) return "";
  const head = await file.slice(0, EDGE).arrayBuffer();
  const digest = await crypto.subtle.digest("SHA-256", head);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// "place", "device" or "": the file as it lies here; it is judged again, and cleaned, by the portal.
async function telling(file) {
  const head = await file.slice(0, EDGE).arrayBuffer();
  if (hasPlace(new DataView(head))) return "place";
  const tail = await file.slice(-EDGE).arrayBuffer();
  const text = [head, tail].map((bytes) => new TextDecoder("latin1").decode(bytes)).join("\n");
  if (text.includes("\u00a9xyz")) return "place";
  return MARKS.some((word) => text.includes(word)) ? "device" : "";
}

// Whether a JPEG's Exif block points at GPS data (tag 0x8825 of its first directory).
function hasPlace(view) {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return false;
  for (let at = 2; at + 4 <= view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) !== 0xffe1 || at + 18 > view.byteLength || view.getUint32(at + 4) !== 0x45786966) continue;
    const base = at + 10;
    const little = view.getUint16(base) === 0x4949;
    const first = base + view.getUint32(base + 4, little);
    if (first + 2 > view.byteLength) return false;
    const entries = view.getUint16(first, little);
    for (let entry = first + 2; entry + 12 <= view.byteLength && entry < first + 2 + 12 * entries; entry += 12) {
      if (view.getUint16(entry, little) === 0x8825) return true;
    }
  }
  return false;
}
