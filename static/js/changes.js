/* Watches the map's state: a page that stays open shows what changes, without anybody renewing it.

     watchChanges("/pokrov/changes", () => renew());

   Asked every two seconds while the page is seen; seldom where data are to be saved, and ever more
   seldom while there is no connection. */

const EVERY_MS = 2000;
const SAVING_MS = 30000;
const SLOWEST_MS = 60000;

export function watchChanges(url, changed) {
  const usual = () => (navigator.connection?.saveData ? SAVING_MS : EVERY_MS);
  // A page come back to may be of long ago: whatever the state is, it is another one.
  let known = performance.getEntriesByType("navigation")[0]?.type === "back_forward" ? "" : null;
  let wait = usual();
  let timer = 0;

  async function look() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const answer = await fetch(url, { cache: "no-cache" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { state } = await answer.json();
      if (known !== null && state !== known) changed();
      known = state;
      wait = usual();
    } catch {
      wait = Math.min(wait * 2, SLOWEST_MS);
    }
    timer = setTimeout(look, wait);
  }

  // Seen again, or connected again: what was missed is asked for at once.
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  look();
}
