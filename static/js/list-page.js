/* The list page: a choice sends the form. */

import { queryOf, watchFilters } from "./filters.js";

const form = document.querySelector("[data-filters]");
watchFilters(form, () => location.assign(`${location.pathname}?${queryOf(form)}`));
