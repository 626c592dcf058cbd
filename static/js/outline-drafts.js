/* What this browser keeps of rows that are not saved yet: one entry in localStorage for each row, by user and protocol.
   So two tabs do not overwrite each other, and nobody sees what another person typed on the same machine. */

export class Drafts {
  constructor(user, protocol) {
    this.prefix = `outline:${user}:${protocol}:`;
  }

  keep(key, record) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify(record));
    } catch {
      /* Storage is full or switched off: the text still stands on the page. */
    }
  }

  forget(key) {
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      /* Nothing was kept, either. */
    }
  }

  /* All that is kept, in the order of the rows on the page. */
  all() {
    const records = [];
    try {
      for (let index = 0; index < localStorage.length; index += 1) {
        const name = localStorage.key(index);
        if (name.startsWith(this.prefix)) {
          records.push({ key: name.slice(this.prefix.length), ...JSON.parse(localStorage.getItem(name)) });
        }
      }
    } catch {
      return records;
    }
    return records.sort((one, other) => one.index - other.index);
  }
}
