/**
 * Editions of one learning report beside each other. Whoever has both can subtract: a number that was hidden and is shown now, or
 * that moved by one, tells of single plans. So a corrected edition shows a figure anew only where it gives nothing away; otherwise it
 * stands as it was published before.
 */
import type { SuppressionRule } from './suppression.ts';

type Value = unknown;

function isRecord(value: Value): value is Readonly<Record<string, Value>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A share's three numbers; its base and count alone would hide how far the rest moved. */
function numbersOf(value: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
	const { count, of } = value;
	return typeof count === 'number' && typeof of === 'number' ? { ...value, rest: of - count } : value;
}

/**
 * Gives whether a figure (or a table of them) may be shown beside the same one as it was published before: every number is the one
 * that was shown, or differs from it by at least `minimumCell`, and what was hidden is hidden again. A number that is hidden now and
 * was shown then gives no exact difference.
 */
export function standsBeside(now: Value, before: Value, rule: SuppressionRule): boolean {
	if (typeof now === 'number') {
		// A measure, a key's number and a count alike: what was not shown as a number was hidden.
		if (typeof before !== 'number') return false;
		return now === before || Math.abs(now - before) >= rule.minimumCell;
	}
	if (Array.isArray(now)) {
		if (!Array.isArray(before)) return false;
		return now.length === before.length && now.every((item, at) => standsBeside(item, before[at], rule));
	}
	if (isRecord(now)) {
		if (!isRecord(before)) return false;
		const [present, past] = [numbersOf(now), numbersOf(before)];
		// "All but a few" and "hardly any" tell more than "too few to say".
		if (past.state === 'too_few' && present.state !== 'too_few') return false;
		if (past.state !== 'shown' && present.state === 'shown') return false;
		if (past.id !== present.id) return false;
		return Object.keys(present).every((key) => standsBeside(present[key], past[key], rule));
	}
	return true;
}

/** Gives a figure as a corrected edition may show it: as it is now, or as the last edition showed it. `earlier`: oldest first. */
export function besideEarlier<Figure>(
	now: Figure,
	earlier: readonly (Figure | null | undefined)[],
	rule: SuppressionRule
): Figure {
	const published = earlier.filter((figure) => figure !== undefined && figure !== null);
	const last = published.at(-1);
	if (last === undefined || published.every((before) => standsBeside(now, before, rule))) return now;
	return last;
}
