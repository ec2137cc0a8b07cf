/** A handover as its page shows it. */
import type { Assignment } from '#lib/domain/assignment.ts';
import { agencyLabels, type Agency } from '#lib/domain/person.ts';
import type { ProposedAssignment, UnfilledAudit } from '#lib/domain/proposal.ts';
import type { Handover, Wish } from '#lib/server/handovers.ts';

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

/** Gives what a handover would be: who would have which plan, how many move for it, and what nobody can take. */
export function shownOf(
	{ given, moved, unfilled, fingerprint }: Handover,
	wish: Wish,
	everyone: readonly (Names & { readonly personId: string })[]
) {
	const people = new Map(everyone.map((one) => [one.personId, one]));
	return { ...wish, rows: rowsOf(given, people, moved), moved: moved.length, gaps: gapsOf(unfilled), fingerprint };
}

/** Who would be given which plan, by plan, and from whom where it is moved to make room. */
function rowsOf(
	given: readonly ProposedAssignment[],
	people: ReadonlyMap<string, Names>,
	moved: readonly Pick<Assignment, 'auditorId' | 'planRef' | 'marking'>[]
) {
	const formerly = new Map(moved.map((one) => [`${one.planRef} ${one.marking}`, people.get(one.auditorId)?.name]));
	return given
		.map(({ auditorId, planId, marking }) => {
			const person = people.get(auditorId);
			return {
				planRef: planId,
				marking,
				auditorId,
				name: person?.name ?? 'Somebody',
				agency: person?.agency ? agencyLabels[person.agency] : '',
				movedFrom: formerly.get(`${planId} ${marking}`) ?? null
			};
		})
		.sort((a, b) => (a.planRef < b.planRef ? -1 : 1));
}

/** What nobody can take, in words. */
function gapsOf(unfilled: readonly UnfilledAudit[]): string[] {
	return unfilled.map(({ planId, marking, reason }) => `${planId}, ${marking} audit: ${reason}`);
}
