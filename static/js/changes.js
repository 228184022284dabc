/* Watches the map's state: a page that stays open, or is come back to, shows what changes, without
   anybody renewing it. `known` is the state that it shows, if it says so.

   `changed` tells, or promises to tell, whether the page has been renewed: if not, it is called again
   at the next look, and if it throws, at a later one.

   Asked every two seconds while the page is seen; seldom where data are to be saved, and ever more
   seldom while there is no connection. */

const EVERY_MS = 2000;
const SAVING_MS = 30000;
const SLOWEST_MS = 60000;

/** @type {(url: string, known: string | undefined, changed: (state: string) => unknown) => void} */
export function watchChanges(url, known, changed) {
  const usual = () => (navigator.connection?.saveData ? SAVING_MS : EVERY_MS);
  let wait = usual();
  let timer = 0;

  async function look() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const answer = await fetch(url, { cache: "no-cache" });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = String((await answer.json()).state);
      if (known === undefined || state === known || (await changed(state))) known = state;
      wait = usual();
    } catch {
      wait = Math.min(wait * 2, SLOWEST_MS);
    }
    clearTimeout(timer); // of a look that began while this one waited
    timer = setTimeout(look, wait);
  }

  // Seen again, or connected again: what was missed is asked for at once.
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  look();
}
