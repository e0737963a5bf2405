// Everything here makes a working page quicker; nothing here is needed for a page to work.
import { start as startAutosave } from "./autosave.js";
import { start as startDialogs } from "./dialogs.js";
import { start as startForms } from "./forms.js";
import { start as startKeys } from "./keys.js";
import { start as startMenus } from "./menus.js";
import { start as startProgress } from "./progress.js";
import { start as startTabs } from "./tabs.js";

for (const start of [startKeys, startMenus, startForms, startAutosave, startDialogs, startProgress, startTabs]) start(document);
