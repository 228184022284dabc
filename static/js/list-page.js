/* The list page: a choice sends the form; words wait for Enter, for the page would come anew under the typing. */

import { queryOf, watchFilters } from "./filters.js";

const form = document.querySelector("[data-filters]");
watchFilters(form, () => location.assign(`${location.pathname}?${queryOf(form)}`), { whileTyping: false });
