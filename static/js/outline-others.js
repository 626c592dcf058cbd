/* What other people did to the outline meanwhile, told by the outline that came with the server's last answer. */

/* Takes rows as [key, depth, version]; returns a sentence, or nothing where the page shows all there is. A row that only stands
   deeper or less deep than here is put right at once. */
export function newsOfOthers(outline, sync, seen) {
  const stored = new Map(outline.rows.filter((row) => sync.isStored(row)).map((row) => [sync.state(row).key, row]));
  const added = seen.filter(([key]) => !stored.has(key) && !sync.removals.has(key) && !sync.row(key));
  const gone = [...stored].filter(([key, row]) => !sync.state(row).hold && !seen.some(([one]) => one === key));
  let changed = 0;
  for (const [key, depth, version] of seen) {
    const row = stored.get(key);
    if (row && sync.isAtRest(row)) {
      changed += Number(version !== sync.state(row).version);
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
