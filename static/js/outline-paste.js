/* From pasted text to rows: one row per line, nested as the lines are.

   Bullets and numbers of lists go, indentation becomes depth. "I. EINFÜHRUNG" becomes a section, "1 Agenda" or "TOP 1: Agenda"
   a TOP, but only where the text is clearly the outline of a protocol; all other lines are like the row they go into. */

import { ITEM, POINT, SECTION } from "./outline-rows.js";

const TAB_WIDTH = 4;
const BULLET = /^([-–—•*▪·◦‣➢+]|o)\s+(?=\S)/;
const ORDINAL = /^(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)/;
const ROMAN = /^([IVX]{1,6})\.\s+(\S.*)$/;
const NUMBER = /^(\d{1,2})(?:\.?\s+(\S.*)|\.?)$/;
const AGENDA_ITEM = /^TOP\s+(?:[IVX]+\.)?\d{1,2}\s*[.:–-]?\s*(.*)$/i;
const NUMERALS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"];

/* Return [{depth, text}] of a text with several lines. Depths begin at base, which is the depth of the row pasted into. */
export function parseLines(text, base) {
  const lines = text.split(/\r\n|[\n\r\u2028]/).filter((line) => line.trim()).map(readLine);
  const isOutline = hasSections(lines);
  const hasItems = isOutline || (base < POINT && hasNumberedItems(lines));
  const nesting = new Nesting();
  return lines.map((line) => {
    const title = titleOf(line, isOutline, hasItems);
    if (title) {
      nesting.reset();
      return title;
    }
    const first = isOutline || hasItems ? POINT : base;
    return { depth: first + nesting.level(line), text: line.bare };
  });
}

function readLine(raw) {
  const expanded = raw.replace(/\u00a0/g, " ").replaceAll("\t", " ".repeat(TAB_WIDTH));
  const text = expanded.trim();
  let [bare, bullet] = [text, ""];
  /* Of two bullets in a row ("- o Text") the second counts. */
  for (let match = BULLET.exec(bare); match; match = BULLET.exec(bare)) {
    bullet = match[1];
    bare = bare.slice(match[0].length);
  }
  const isOrdinal = !bullet && ORDINAL.test(bare);
  if (isOrdinal) {
    bare = bare.replace(ORDINAL, "");
    bullet = "1";
  }
  return { text, bare, bullet, isOrdinal, indent: expanded.length - expanded.trimStart().length };
}

function hasSections(lines) {
  const numerals = lines.map((line) => !line.indent && !line.bullet && ROMAN.exec(line.text)?.[1]).filter(Boolean);
  return numerals.length > 0 && numerals.every((numeral, place) => NUMERALS.indexOf(numeral) - place === NUMERALS.indexOf(numerals[0]));
}

/* Numbers count one by one, and everything between them is a list: then they number the agenda, not a list. */
function hasNumberedItems(lines) {
  const isNumbered = (line) => !line.indent && (!line.bullet || line.isOrdinal) && NUMBER.test(line.text);
  const numbers = lines.filter(isNumbered).map((line) => Number(NUMBER.exec(line.text)[1]));
  const rest = lines.filter((line) => !isNumbered(line));
  const isCounted = numbers.length > 0 && numbers.every((number, place) => number === numbers[0] + place);
  return isCounted && rest.length > 0 && isNumbered(lines[0]) && rest.every((line) => line.indent || line.bullet);
}

function titleOf(line, isOutline, hasItems) {
  if (line.indent || (line.bullet && !line.isOrdinal)) {
    return null;
  }
  const section = isOutline && ROMAN.exec(line.text);
  if (section) {
    return { depth: SECTION, text: section[2] };
  }
  const item = AGENDA_ITEM.exec(line.text)?.[1] ?? (hasItems ? NUMBER.exec(line.text)?.[2] ?? (NUMBER.test(line.text) ? "" : null) : null);
  return item === null || item === undefined ? null : { depth: ITEM, text: item };
}

/* Levels of list items from indentation and bullets: a new bullet at the same indentation is one level deeper, as in Word. */
class Nesting {
  constructor() {
    this.reset();
  }

  reset() {
    this.open = [];
  }

  level({ indent, bullet }) {
    while (this.open.length && this.open.at(-1).indent > indent) {
      this.open.pop();
    }
    const known = this.open.findIndex((one) => one.indent === indent && one.bullet === bullet);
    if (known >= 0) {
      this.open.length = known + 1;
    } else {
      this.open.push({ indent, bullet });
    }
    return this.open.length - 1;
  }
}
