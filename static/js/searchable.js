/* Selects that are searched by typing: without scripts they stay as they are. */

import { init } from "./report-category.js";

document.querySelectorAll("[data-searchable]").forEach((field) => init(/** @type {Part} */ (field), () => {}));
