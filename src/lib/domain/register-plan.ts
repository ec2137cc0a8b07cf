/**
 * From the joined modules of an SEN2 return to one plan a person: the newest active one. Of the birth date only the cohort is
 * kept; the number (UPN, else ULN) goes along no further than to the making of the match key.
 */
import { addMonths, type PlainDate } from './plain-date.ts';
import { phaseTransferOf } from './plan-dates.ts';
import type { SenType } from './plan.ts';
import { sen2Date, ulnIn, upnIn } from './register-cell.ts';
import { contentOf } from './register-column.ts';
import type { Problems } from './register-problem.ts';
import type { JoinedReturn } from './register-sen2.ts';
import { settingOf } from './register-setting.ts';
import type { Sheet } from './register-table.ts';
import type { RegisterDates, RegisterPlan } from './register.ts';
import { cohortOf, yearGroup } from './year-group.ts';

/** A plan as the return tells it, before its number became a match key and its UKPRN a URN. */
export interface ReturnPlan {
	readonly facts: Omit<RegisterPlan, 'matchKey'>;
	/** UPN, else ULN. It never leaves the reading. */
	readonly number: string | null;
	/** Of a setting that has no URN in the return. */
	readonly ukprn: string | null;
	/** Where the person stands, and where the plan stands. */
	readonly personRow: number;
	readonly file: string;
	readonly row: number;
}

/** One request for assessment with the plan that came of it. */
interface Candidate {
	readonly request: number;
	readonly assessment: number | null;
	readonly named: number | null;
	readonly active: number | null;
	readonly receivedOn: PlainDate | null;
	readonly startedOn: PlainDate | null;
	readonly ceasedOn: PlainDate | null;
}

/** Gives the plans of a return, at most one a person; people without a plan are passed over. */
export function plansOf(joined: JoinedReturn, referenceDate: PlainDate, found: Problems): ReturnPlan[] {
	const { person } = joined;
	return person.sheet.filled.flatMap((index) => {
		const candidates = candidatesOf(joined, person.sheet.cell(index, 'persontableid'));
		const chosen = chosenOf(joined, candidates, referenceDate, found);
		return chosen ? [planOf(joined, index, chosen, referenceDate, found)] : [];
	});
}

function candidatesOf(joined: JoinedReturn, personId: string): Candidate[] {
	const { requests, assessment, namedplan, activeplans } = joined;
	return requests.of(personId).flatMap((request) => {
		const requestId = requests.sheet.cell(request, 'requeststableid');
		const active = activeplans.of(requestId).at(-1) ?? null;
		const assessments = assessment.of(requestId);
		const named = assessments
			.flatMap((of) =>
				namedplan.of(assessment.sheet.cell(of, 'assessmenttableid')).map((index) => ({
					assessment: of,
					index,
					startedOn: contentOf('date', namedplan, index, 'startdate')
				}))
			)
			.sort((a, b) => order(a.startedOn, b.startedOn))
			.at(-1);
		if (active === null && !named) return [];
		return [
			{
				request,
				assessment: named?.assessment ?? assessments.at(-1) ?? null,
				named: named?.index ?? null,
				active,
				receivedOn: contentOf('date', requests, request, 'receiveddate'),
				startedOn: named?.startedOn ?? null,
				ceasedOn: contentOf('date', namedplan, named?.index ?? null, 'ceasedate')
			}
		];
	});
}

/** Orders dates, a missing one first. */
function order(a: PlainDate | null, b: PlainDate | null): number {
	return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}

/** Gives the newest active plan, else the newest that ended; null where there is none. */
function chosenOf(
	joined: JoinedReturn,
	candidates: Candidate[],
	referenceDate: PlainDate,
	found: Problems
): Candidate | null {
	const sorted = candidates.toSorted(
		(a, b) => order(a.startedOn, b.startedOn) || order(a.receivedOn, b.receivedOn) || a.request - b.request
	);
	const active = sorted.filter(({ ceasedOn }) => ceasedOn === null || ceasedOn > referenceDate);
	const chosen = (active.length > 0 ? active : sorted).at(-1) ?? null;
	if (chosen && active.length > 1) {
		const { sheet, index } = rowOf(joined, chosen);
		found.warning(
			'plan.several',
			sheet.at(index),
			'This person has more than one active plan in the return. We take this one, the newest.'
		);
	}
	return chosen;
}

/** The row that stands for a plan when something about it is told. */
function rowOf(joined: JoinedReturn, { active, named, request }: Candidate): { sheet: Sheet; index: number } {
	if (active !== null) return { sheet: joined.activeplans.sheet, index: active };
	if (named !== null) return { sheet: joined.namedplan.sheet, index: named };
	return { sheet: joined.requests.sheet, index: request };
}

function planOf(
	joined: JoinedReturn,
	person: number,
	chosen: Candidate,
	referenceDate: PlainDate,
	found: Problems
): ReturnPlan {
	const cohort = cohortIn(joined, person, referenceDate, found);
	const { ukprn, ...setting } = settingOf(joined, chosen, referenceDate);
	const { sheet, index } = rowOf(joined, chosen);
	return {
		facts: {
			cohort,
			primaryNeed: primaryNeedOf(joined, chosen.active, found),
			...setting,
			planKind:
				contentOf('reviewOutcome', joined.activeplans, chosen.active, 'reviewoutcome') === 'A' ? 'amended' : 'new',
			startedOn: chosen.startedOn,
			ceasedOn: chosen.ceasedOn,
			dates: datesOf(joined, chosen, cohort)
		},
		number: numberOf(joined, person, found),
		ukprn,
		personRow: person + 2,
		file: sheet.file,
		row: index + 2
	};
}

/** The years of Reception that the register holds. */
export const FIRST_COHORT = 1990;
export const LAST_COHORT = 2100;

function cohortIn({ person }: JoinedReturn, index: number, referenceDate: PlainDate, found: Problems): number {
	const text = person.sheet.cell(index, 'personbirthdate');
	const born = sen2Date(text);
	const at = person.sheet.at(index, 'personbirthdate');
	if (text === '') {
		found.error(
			'birth_date.missing',
			at,
			'This person has a plan and no birth date, so we cannot tell the year group.'
		);
	} else if (born === null) {
		found.error(
			'birth_date.unreadable',
			at,
			'We cannot read this birth date: we expect one like 2015-Mar-09 00:00:00.'
		);
	} else if (born > referenceDate) {
		found.error('birth_date.impossible', at, 'This birth date lies after the day that the return is for.');
	} else if (cohortOf(born) < FIRST_COHORT) {
		found.error('birth_date.impossible', at, 'This birth date is too long ago for somebody with a plan.');
	}
	// After an error nothing is sent: the bounds only keep the shape.
	const cohort = born === null ? FIRST_COHORT : cohortOf(born);
	return Math.min(Math.max(cohort, FIRST_COHORT), LAST_COHORT);
}

function numberOf({ person }: JoinedReturn, index: number, found: Problems): string | null {
	const text = person.sheet.cell(index, 'upn');
	const upn = upnIn(text);
	if (upn !== null) return upn;
	if (text !== '') {
		found.warning(
			'upn.malformed',
			person.sheet.at(index, 'upn'),
			'This does not have the form of a UPN, so we pass it over.'
		);
	}
	const uln = ulnIn(person.sheet.cell(index, 'uniquelearnernumber'));
	if (uln !== null) return uln;
	found.warning(
		'number.missing',
		person.sheet.at(index, 'upn'),
		'This person has neither a UPN nor a ULN, so the plan gets a new reference with every return.'
	);
	return null;
}

function primaryNeedOf({ activeplans, senneed }: JoinedReturn, active: number | null, found: Problems): SenType | null {
	if (active === null) return null;
	const needs = senneed.of(activeplans.sheet.cell(active, 'activeplanstableid'));
	const first = needs.filter((index) => contentOf('rank', senneed, index, 'sentyperank') === 1);
	if (first[0] === undefined) {
		if (needs[0] !== undefined) {
			found.warning(
				'need.no_primary',
				senneed.sheet.at(needs[0], 'sentyperank'),
				'None of the needs of this plan has rank 1, so it has no primary need. The import can go on without it.'
			);
		}
		return null;
	}
	if (first[1] !== undefined) {
		found.warning(
			'need.several_primary',
			senneed.sheet.at(first[1], 'sentyperank'),
			'Two needs of this plan have rank 1. We take the one that stands first.'
		);
	}
	return contentOf('senType', senneed, first[0], 'sentype');
}

function datesOf({ activeplans, assessment }: JoinedReturn, chosen: Candidate, cohort: number): RegisterDates {
	const transferDue = contentOf('date', activeplans, chosen.active, 'phasetransferduedate');
	return known({
		requestReceivedDate: chosen.receivedOn,
		finalPlanDate: chosen.startedOn,
		exceptionReason: contentOf('flag', assessment, chosen.assessment, 'week20') ? ('recorded' as const) : null,
		planFirstMadeDate: chosen.startedOn,
		reviewMeetingDate: contentOf('date', activeplans, chosen.active, 'reviewmeeting'),
		reviewDecisionDate: contentOf('date', activeplans, chosen.active, 'lastreview'),
		...(transferDue === null ? {} : transferOf(transferDue, cohort)),
		phaseTransferFinalDate: contentOf('date', activeplans, chosen.active, 'phasetransferfinaldate')
	});
}

/**
 * Gives the transfer that a due day tells: a return gives the day by which the plan had to be ready (reg 18), which tells the kind. A day that
 * is neither of the two fixed ones is, past Year 11, five months before a move between post-16 institutions (reg 18(2)).
 */
export function transferOf(due: PlainDate, cohort: number): RegisterDates {
	const { phaseTransferType, transferYear } = phaseTransferOf(due);
	// Plans, and so their transfers, exist since September 2014.
	if (transferYear === null || transferYear < 2014) return {};
	if (phaseTransferType !== null || yearGroup(cohort, due) < 12) return { phaseTransferType, transferYear };
	const moves = addMonths(due, 5);
	return {
		phaseTransferType: 'post16_to_post16',
		transferYear: Number(moves.slice(0, 4)),
		phaseTransferDate: moves
	};
}

/** Gives the dates without those that are not known, so that a return of 20,000 plans stays small on its way. */
export function known(dates: RegisterDates): RegisterDates {
	return Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== null && value !== undefined));
}
