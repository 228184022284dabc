/* Solves the task that the server sets a crowded network (app/security/proof_of_work.py), so that its people are not refused. */

export const HEADER = "Proof-Of-Work";

/** The solution, as the field or the header takes it. Without HTTPS browsers have no means to find it: rejected at once.
 * @type {(challenge: Challenge, progress?: (share: number) => void) => Promise<string>} */
export function solve(challenge, progress = () => {}) {
  return new Promise((resolve, reject) => {
    if (!globalThis.crypto?.subtle) throw new Error("not a secure context");
    const worker = new Worker(new URL("./proof-of-work-worker.js", import.meta.url), { type: "module" });
    worker.onerror = () => reject(new Error("the task could not be solved"));
    worker.onmessage = ({ data }) => {
      progress(data.tried / challenge.parameters.data.most);
      if (!data.solution) return;
      worker.terminate();
      resolve(btoa(JSON.stringify({ challenge, solution: data.solution })));
    };
    worker.postMessage(challenge.parameters);
  });
}

/** Solve the task of a form; what is sent before that waits for it. @param {Part} box */
export async function init(box) {
  const field = box.querySelector("input");
  const { form } = field;
  let state = "solving";
  /** @type {HTMLElement | null} */
  let pressed = null;
  form.addEventListener("submit", (event) => {
    if (state !== "solving") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = event.submitter ?? form;
  }, { capture: true });
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-proof-said]");
  const send = form.querySelector("button[type=submit]");
  send?.setAttribute("aria-disabled", "true");
  try {
    field.value = await solve(JSON.parse(box.dataset.proofOfWork), (share) => bar.setAttribute("value", String(share)));
    state = "solved";
    bar.setAttribute("value", "1");
    said.textContent = box.dataset.solved;
    if (pressed || "send" in box.dataset) {
      said.textContent = box.dataset.sending;
      form.requestSubmit();
    }
  } catch {
    state = "unsolved";
    said.parentElement.hidden = true;
    box.querySelector("[data-proof-unsolved]").classList.remove("no-js");
  } finally {
    if (!form.dataset.sent) send?.removeAttribute("aria-disabled");
  }
}

document.querySelectorAll("[data-proof-of-work]").forEach(init);
