/* After a lost connection, a crash or a closed tab: puts back what this browser kept of rows that were not saved. */

import { Refusal } from "./outline-rows.js";

/* Returns how many rows came back. They are saved like anything typed: each on top of the version that it was typed on, so a
   row that someone changed or removed meanwhile asks which version counts. */
export function restoreDrafts({ outline, ledger, sync, drafts }) {
  const records = drafts.all();
  const lastBehind = new Map();
  for (const record of records) {
    const row = ledger.row(record.key);
    if (record.isRemoved) {
      removeAgain({ outline, ledger, sync, drafts }, row, record);
      continue;
    }
    const anchor = record.anchor && (ledger.row(record.anchor) ?? outline.rows.at(-1));
    const restored = row ?? outline.insert(null, record.depth);
    if (!row || record.isMoved) {
      outline.put(restored, lastBehind.get(anchor) ?? anchor, record.depth);
      lastBehind.set(anchor, restored);
    }
    outline.fill(restored, record.content);
    ledger.restore(restored, record);
  }
  return records.length;
}

function removeAgain({ outline, ledger, sync, drafts }, row, { key, version }) {
  if (!row || ledger.state(row).version !== version) {
    drafts.forget(key);
    return;
  }
  try {
    sync.placed(outline.remove(row));
    sync.removed(row);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    drafts.forget(key);
  }
}
