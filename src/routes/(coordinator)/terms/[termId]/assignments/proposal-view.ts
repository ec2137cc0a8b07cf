/** A proposal as its page shows it: a summary, what the coordinator wants of it and what that costs, and one page of rows with their reasons. */
import { agencyLabels, type Agency } from '#lib/domain/person.ts';
import { explanationOf, type ChoiceCost } from '#lib/domain/proposal-explanation.ts';
import { hindrances, type Hindrance } from '#lib/domain/proposal-reasons.ts';
import type { Proposal, ProposalInput, UnfilledAudit, WeighedProposal } from '#lib/domain/proposal.ts';
import type { Pin, Wish } from '#lib/server/proposal-wishes.ts';

/** Rows on a page, other auditors named for each, and gaps listed. */
const ROWS = 25;
const OTHERS = 8;
const GAPS = 30;
const NAMES = 12;

export interface Person {
	readonly name: string;
	readonly agency: Agency | null;
}

/** What of the page stands in its address. */
export interface Asked {
	readonly view: 'plans' | 'auditors';
	readonly find: string;
	readonly page: number;
}

/** Gives the seed that an address names. */
export function seedIn(query: URLSearchParams, otherwise = ''): string {
	return (query.get('seed') ?? otherwise).slice(0, 60);
}

export function askedIn(query: URLSearchParams): Asked {
	const page = Number(query.get('page') ?? '1');
	return {
		view: query.get('view') === 'auditors' ? 'auditors' : 'plans',
		find: (query.get('find') ?? '').trim().slice(0, 60),
		page: Number.isInteger(page) && page > 0 ? page : 1
	};
}

/** Gives what another choice would make worse, in words. */
export function costWords({ squaresOfLoads, sameAgency, squaresOfMix, parts }: ChoiceCost): string {
	const worse = [
		squaresOfLoads > 0 && 'plans shared out less evenly',
		sameAgency > 0 && 'both auditors from one agency',
		squaresOfMix > 0 && 'a less even mix of agencies',
		parts > 0 && 'fewer auditors tied by shared plans'
	].filter((words) => words !== false);
	return worse.length === 0 ? 'just as good' : worse.join(', ');
}

const whyWords: Record<Hindrance | 'full', string> = {
	...hindrances,
	full: 'has no room, and no plan of theirs could go the other way'
};

/** Gives how good a proposal is in figures that a coordinator knows. */
function figuresOf({ assignments, unfilled, reached }: Proposal & Pick<WeighedProposal, 'reached'>) {
	const loads = [...Map.groupBy(assignments, ({ auditorId }) => auditorId).values()].map((rows) => rows.length);
	return {
		unfilled: unfilled.length,
		firstsUnfilled: reached.firstsUnfilled,
		most: loads.reduce((most, load) => Math.max(most, load), 0),
		squaresOfLoads: reached.squaresOfLoads,
		sameAgency: reached.sameAgency,
		squaresOfMix: reached.squaresOfMix,
		parts: reached.parts
	};
}

interface Made {
	readonly input: ProposalInput;
	readonly proposal: WeighedProposal;
	readonly plain: WeighedProposal | null;
	readonly reworded: (audit: UnfilledAudit) => UnfilledAudit;
	readonly dropped: readonly Pin[];
	readonly wishes: readonly Wish[];
	readonly people: ReadonlyMap<string, Person>;
	readonly asked: Asked;
}

/** Gives everything that the page of a proposal shows. */
export function viewOf(made: Made) {
	const { input, proposal, plain, reworded, dropped, wishes, people, asked } = made;
	const nameOf = (id: string) => people.get(id)?.name ?? 'Somebody';
	const agencyOf = (id: string) => {
		const agency = people.get(id)?.agency;
		return agency ? agencyLabels[agency] : '';
	};
	const { reached, bound } = proposal;
	const loads = Map.groupBy(proposal.assignments, ({ auditorId }) => auditorId);
	return {
		audits: proposal.assignments.length,
		auditors: loads.size,
		plans: input.plans.length,
		figures: figuresOf(proposal),
		/** Without the wishes; null where there are none. */
		without: plain && figuresOf(plain),
		/** Audits of plans that no wish names, and how many of them the wishes gave to somebody else; null where there are none. */
		others: plain && othersMoved(plain, proposal, wishes),
		exact: (['unfilled', 'firstsUnfilled', 'squaresOfLoads'] as const).every((aim) => reached[aim] === bound[aim]),
		short: { unfilled: reached.unfilled - bound.unfilled, mix: reached.squaresOfMix - bound.squaresOfMix },
		gaps: proposal.unfilled.slice(0, GAPS).map(reworded),
		gapsInAll: proposal.unfilled.length,
		wishes: wishes.map((wish) => ({
			wishId: wish.wishId,
			words: wishWords(wish, nameOf),
			dropped: dropped.some(
				(pin) => wish.kind === 'pin' && pin.planRef === wish.planRef && pin.marking === wish.marking
			)
		})),
		...(asked.view === 'plans'
			? { rows: rowsByPlan(made, nameOf, agencyOf), auditorRows: null }
			: { rows: null, auditorRows: rowsByAuditor(made, nameOf, agencyOf) })
	};
}

function othersMoved(plain: Proposal, { assignments }: Proposal, wishes: readonly Wish[]) {
	const named = new Set(wishes.map(({ planRef }) => planRef));
	const pair = ({ auditorId, planId }: Proposal['assignments'][number]) => `${auditorId} ${planId}`;
	const now = new Set(assignments.map(pair));
	const before = plain.assignments.filter(({ planId }) => !named.has(planId));
	return { moved: before.filter((one) => !now.has(pair(one))).length, of: before.length };
}

function wishWords(wish: Wish, nameOf: (id: string) => string): string {
	if (wish.kind === 'hold') return `${wish.planRef} is held back`;
	if (wish.kind === 'keep_off') return `${nameOf(wish.auditorId)} is kept off ${wish.planRef}`;
	return `${nameOf(wish.auditorId)} is pinned to ${wish.planRef}${wish.marking === 'second' ? ', second audit' : ''}`;
}

function paged<T>(all: readonly T[], page: number) {
	const pages = Math.max(1, Math.ceil(all.length / ROWS));
	const at = Math.min(page, pages);
	return { on: all.slice((at - 1) * ROWS, at * ROWS), page: at, pages, total: all.length };
}

function rowsByPlan(made: Made, nameOf: (id: string) => string, agencyOf: (id: string) => string) {
	const { input, proposal, wishes, asked } = made;
	const wanted = asked.find.toLowerCase();
	const all = proposal.assignments.filter(({ planId, auditorId }) =>
		`${planId} ${nameOf(auditorId)} ${agencyOf(auditorId)}`.toLowerCase().includes(wanted)
	);
	const { on, ...place } = paged(all, asked.page);
	const explanation = explanationOf(input, proposal);
	const pinned = new Set(wishes.flatMap((wish) => (wish.kind === 'pin' ? [`${wish.planRef} ${wish.marking}`] : [])));
	return {
		...place,
		on: on.map((row) => {
			const why = explanation.ofPlan(row.planId, OTHERS).find(({ marking }) => marking === row.marking);
			return {
				...row,
				name: nameOf(row.auditorId),
				agency: agencyOf(row.auditorId),
				pinned: pinned.has(`${row.planId} ${row.marking}`),
				load: why?.load ?? 0,
				capacity: why?.capacity ?? 0,
				fixed: why?.fixed ?? false,
				othersInAll: why?.othersInAll ?? 0,
				others: (why?.others ?? []).map((other) => ({
					auditorId: other.auditorId,
					name: nameOf(other.auditorId),
					agency: agencyOf(other.auditorId),
					inExchangeFor: other.inExchangeFor,
					/** The new auditor, and the audit that goes the other way. */
					value: [
						other.auditorId,
						...proposal.assignments
							.filter((one) => one.planId === other.inExchangeFor && one.auditorId === other.auditorId)
							.flatMap((one) => [one.planId, one.marking])
					].join(' '),
					cost: costWords(other.cost)
				})),
				ruledOut: grouped(
					(why?.ruledOut ?? []).map(({ auditorId, why: kind }) => ({ words: whyWords[kind], of: nameOf(auditorId) }))
				)
			};
		})
	};
}

function rowsByAuditor(made: Made, nameOf: (id: string) => string, agencyOf: (id: string) => string) {
	const { input, proposal, asked } = made;
	const wanted = asked.find.toLowerCase();
	const explanation = explanationOf(input, proposal);
	const all = input.auditors
		.map(({ id }) => ({ auditorId: id, name: nameOf(id), agency: agencyOf(id) }))
		.filter(({ name, agency }) => `${name} ${agency}`.toLowerCase().includes(wanted))
		.sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.auditorId < b.auditorId ? -1 : 1));
	const { on, ...place } = paged(all, asked.page);
	return {
		...place,
		on: on.map((row) => {
			const { load, capacity, ruledOut } = explanation.ofAuditor(row.auditorId);
			return {
				...row,
				load,
				capacity,
				plans: proposal.assignments
					.filter(({ auditorId }) => auditorId === row.auditorId)
					.map(({ planId, marking }) => ({ planRef: planId, marking })),
				ruledOutInAll: ruledOut.length,
				ruledOut: grouped(ruledOut.map(({ planId, why }) => ({ words: whyWords[why], of: planId })))
			};
		})
	};
}

/** Puts together what has the same words, names the first few and counts the rest. */
function grouped(all: readonly { words: string; of: string }[]) {
	return [...Map.groupBy(all, ({ words }) => words)].map(([words, those]) => {
		const names = those.map(({ of }) => of).sort((a, b) => a.localeCompare(b, 'en-GB'));
		const more = names.length - NAMES;
		return {
			words,
			count: names.length,
			names: more > 0 ? `${names.slice(0, NAMES).join(', ')} and ${more} more` : names.join(', ')
		};
	});
}
