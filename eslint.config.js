/* What the types cannot see. Unknown names are tsc's to find (tsconfig.json), circles of imports tests/js/imports.test.js's. */

import js from "@eslint/js";

export default [
  { ignores: ["static/vendor/", "var/"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-undef": "off",
      "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      eqeqeq: "error",
      "no-implicit-globals": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-shadow": "error",
      "no-restricted-properties": ["error", { property: "insertAdjacentHTML", message: "Text by textContent, elements by element()." }],
      complexity: ["error", 20],
    },
  },
];
