/**
 * Standing ties: what an auditor says of themself once, so that they are never given a plan that is too close. Settings, services that
 * advise on plans, and who lives with whom.
 */
import * as z from 'zod';
import type { CaseFacts } from './case-fact.ts';
import type { PlanDates } from './plan-dates.ts';

/** What ties somebody to a setting. */
export const tieKinds = ['work', 'governor', 'parent', 'other'] as const;
export const TieKind = z.enum(tieKinds);
export type TieKind = z.infer<typeof TieKind>;

/** As the auditor says it. */
export const tieKindLabels: Readonly<Record<TieKind, string>> = {
	work: 'I work there, or did in the last three years',
	governor: 'I am a governor or a trustee there',
	parent: 'My child, or a child I care for, goes there',
	other: 'Something else ties me to it'
};

/** As others read it. */
export const tieKindWords: Readonly<Record<TieKind, string>> = {
	work: 'works there, or did in the last three years',
	governor: 'is a governor or a trustee there',
	parent: 'has a child there',
	other: 'is tied to it in another way'
};

/** Gives a service's name as it is compared: case and spaces do not matter. */
export function serviceKey(service: string): string {
	// Case facts keep the first 60 characters of a name.
	return service.trim().toLowerCase().replace(/\s+/g, ' ').slice(0, 60).trim();
}

/** Gives the services that a plan's dates or case facts name as having been asked for advice, as they are compared. */
export function adviserKeys(dates: Pick<PlanDates, 'adviceDates'>, facts?: Pick<CaseFacts, 'advice'>): Set<string> {
	const rows = [...(dates.adviceDates ?? []), ...(facts?.advice ?? [])];
	// A row that says neither when it was asked nor when it came, nor why not, says nothing of a service.
	const named = rows.filter((row) => row.adviceRequestedDate ?? row.adviceReceivedDate ?? row.adviceException);
	return new Set(named.map(({ contributor }) => serviceKey(contributor)));
}

/** Gives the settings that somebody may mean: the one with that number or exactly that name, else those whose name holds each of the words. */
export function settingsNamed<Setting extends { readonly urn: string; readonly name: string }>(
	settings: readonly Setting[],
	typed: string
): Setting[] {
	const plain = (words: string) =>
		words
			.toLowerCase()
			.replace(/['’.]/g, '')
			.replace(/[^\p{L}\p{N}]+/gu, ' ')
			.trim();
	const wanted = plain(typed);
	if (wanted === '') return [];
	const exact = settings.filter(({ urn, name }) => urn === wanted || plain(name) === wanted);
	if (exact.length > 0) return exact;
	const words = wanted.split(' ');
	return settings.filter(({ name }) => words.every((word) => plain(name).includes(word)));
}
