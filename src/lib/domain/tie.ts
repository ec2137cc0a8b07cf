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

/**
 * Gives a service's name as it is compared. Case, spaces, accents and punctuation do not matter, nor "The" at its beginning, "&" for "and",
 * and how an NHS trust calls itself: "NHS Foundation Trust", "NHS FT" and "NHS Trust" are one. A service that is taken for another
 * keeps somebody from a plan they could have had; one that is missed gives them a plan they must not have.
 */
export function serviceKey(service: string): string {
	// Case facts and the register keep the first 60 characters of a name.
	const kept = service.trim().replace(/\s+/g, ' ').slice(0, 60);
	const words = kept
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/['’‘.]/g, '')
		.replace(/[&+]/g, ' and ')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
	const plain = words.replace(/^the (?=.)/, '').replace(/\bnhs (?:foundation trust|ft|trust)\b/g, 'nhs trust');
	// A name of signs alone is compared as it is.
	return plain === '' ? kept.toLowerCase() : plain;
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
