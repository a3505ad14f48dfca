// Everything a page of an exercise needs; each import is one behaviour and starts itself.
import "./theme.js";
import "./htmx-policy.js";
import "./dialogs.js";
import "./keys.js";
import "./tabs.js";
import "./connection.js";
import "./live.js";
import "./regions.js";
import "./clock.js";
import "./commands.js";
import "./draft.js";
import "./reading.js";
