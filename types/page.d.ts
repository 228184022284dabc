/* What templates promise to scripts: an element that is asked for is there, and it is what its script takes it for.
   Names of properties are checked, whether the template keeps its promise is for journeys to say. */

interface Part extends HTMLElement {
  readonly dataset: { [name: string]: string };
  readonly parentElement: Part;
  readonly firstElementChild: Part;
  readonly elements: Record<string, Part> & Iterable<Part>;
  readonly form: Form;
  files: FileList;
  readonly labels: NodeListOf<Part>;
  action: string;
  checked: boolean;
  disabled: boolean;
  href: string;
  hreflang: string;
  htmlFor: string;
  label: string;
  name: string;
  open: boolean;
  type: string;
  value: string;
  select(): void;
}

interface Form extends HTMLFormElement {
  readonly dataset: { [name: string]: string };
  readonly elements: Record<string, Part> & Iterable<Part> & HTMLFormControlsCollection;
}

interface FormSelectors {
  "[data-filters]": Form;
  "[data-boundary-form]": Form;
  "[data-where]": Form;
  "[data-report-words]": Form;
  "[data-report-words-page] [data-report-words]": Form;
}

interface ParentNode {
  querySelector<S extends keyof FormSelectors>(selectors: S): FormSelectors[S];
  querySelector(selectors: string): Part;
  querySelectorAll(selectors: "form[data-once]"): NodeListOf<Form>;
  querySelectorAll(selectors: string): NodeListOf<Part>;
}

interface Element {
  closest(selectors: string): Part;
}

interface Document {
  getElementById(id: string): Part;
}

interface Navigator {
  readonly connection?: { readonly saveData: boolean };
}
