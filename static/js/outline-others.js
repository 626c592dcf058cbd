/* What other people did to the outline meanwhile, told by the outline that came with the server's last answer. */

/* seen: the server's rows as [key, depth, version]; removals: keys of rows that are about to be removed from here. Returns a
   sentence, or nothing where the page shows all there is. A row that only stands on another level is put right at once. */
export function newsOfOthers(outline, ledger, removals, seen) {
  const stored = new Map(outline.rows.filter((row) => ledger.isStored(row)).map((row) => [ledger.state(row).key, row]));
  const added = seen.filter(([key]) => !stored.has(key) && !removals.has(key) && !ledger.row(key));
  const keys = new Set(seen.map(([key]) => key));
  const gone = [...stored].filter(([key, row]) => !ledger.state(row).hold && !keys.has(key));
  let changed = 0;
  for (const [key, depth, version] of seen) {
    const row = stored.get(key);
    if (row && ledger.isAtRest(row)) {
      changed += Number(version !== ledger.state(row).version);
      if (depth !== outline.depth(row)) {
        outline.setDepth(row, depth);
      }
    }
  }
  return [
    counted(added.length, "Zeile kam", "Zeilen kamen", "hinzu"),
    counted(changed, "Zeile wurde", "Zeilen wurden", "geändert"),
    counted(gone.length, "Zeile wurde", "Zeilen wurden", "entfernt"),
  ]
    .filter(Boolean)
    .join(", ");
}

function counted(count, one, many, what) {
  return count > 0 ? `${count} ${count === 1 ? one : many} ${what}` : "";
}
