/** A handover as its page shows it. */
import { agencyLabels, type Agency } from '#lib/domain/person.ts';
import type { ProposedAssignment, UnfilledAudit } from '#lib/domain/proposal.ts';

interface Names {
	readonly name: string;
	readonly agency: Agency | null;
}

/** What of a wish stands in an address: how many plans beyond their number, and which of equal proposals. */
export function wishIn(asked: URLSearchParams): { seed: string; extra: number } {
	const extra = Number(asked.get('extra') ?? '0');
	return {
		seed: (asked.get('seed') ?? 'handover').slice(0, 60),
		extra: Number.isInteger(extra) && extra >= 0 && extra <= 3 ? extra : 0
	};
}

/** Gives who would be given which plan, by plan. */
export function rowsOf(given: readonly ProposedAssignment[], people: ReadonlyMap<string, Names>) {
	return given
		.map(({ auditorId, planId, marking }) => {
			const person = people.get(auditorId);
			return {
				planRef: planId,
				marking,
				auditorId,
				name: person?.name ?? 'Somebody',
				agency: person?.agency ? agencyLabels[person.agency] : ''
			};
		})
		.sort((a, b) => (a.planRef < b.planRef ? -1 : 1));
}

/** Gives what nobody can take, in words. */
export function gapsOf(unfilled: readonly UnfilledAudit[]): string[] {
	return unfilled.map(({ planId, marking, reason }) => `${planId}, ${marking} audit: ${reason}`);
}
