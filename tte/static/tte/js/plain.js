// What pages outside a seat need: join, sign-in, lists, errors.
import "./theme.js";
import "./htmx-policy.js";
import "./dialogs.js";
import "./keys.js";
import "./tabs.js";
