/**
 * The register as it travels from the coordinator's browser to the server: facts of plans without anything that names a child,
 * schools, and people. Every shape is strict, so that a field too many (a name, a birth date, a UPN) refuses the whole import.
 */
import * as z from 'zod';
import { Hash, Urn } from './ids.ts';
import { Agency, Role } from './person.ts';
import { PlainDate } from './plain-date.ts';
import { PlanDates } from './plan-dates.ts';
import { Plan } from './plan.ts';
import { School } from './school.ts';

/** Plans of one import: the largest authority had 20,635 in January 2025. */
export const PLANS_LIMIT = 30_000;
export const SCHOOLS_LIMIT = 5_000;
export const PEOPLE_LIMIT = 2_000;

/** Bytes of one import as JSON: some 420 a plan, so that the largest authority's 20,635 plans take about 9 MB. */
export const IMPORT_BYTES = 16 * 1024 * 1024;

/** The dates that an SEN2 return can tell. One that is left out is not in the return; the other dates of a plan stay as they are. */
export const RegisterDates = PlanDates.pick({
	requestReceivedDate: true,
	finalPlanDate: true,
	exceptionReason: true,
	planFirstMadeDate: true,
	reviewMeetingDate: true,
	reviewDecisionDate: true,
	phaseTransferType: true,
	transferYear: true,
	phaseTransferDate: true,
	phaseTransferFinalDate: true
}).partial();
export type RegisterDates = z.infer<typeof RegisterDates>;

/** A plan as a return tells it: no `planRef`, which only the server gives out; it is found again by its `matchKey`. */
export const RegisterPlan = Plan.omit({ planRef: true, dates: true }).extend({ dates: RegisterDates });
export type RegisterPlan = z.infer<typeof RegisterPlan>;

/** A person as a people file tells them; known again by the e-mail address, in lower case. */
export const RegisterPerson = z.strictObject({
	email: z.email().max(200).lowercase(),
	name: z.string().trim().min(1).max(120),
	roles: z.array(Role).min(1).max(4),
	agency: Agency.nullable(),
	capacity: z.int().min(0).max(30),
	trainedOn: PlainDate.nullable(),
	schoolUrns: z.array(Urn).max(30),
	/** Settings whose plans this person must never be given. */
	interestUrns: z.array(Urn).max(30)
});
export type RegisterPerson = z.infer<typeof RegisterPerson>;

/** The plans of one SEN2 return. */
export const RegisterReturn = z.strictObject({
	laCode: z.string().regex(/^\d{3}$/),
	/** The day for which the return was made: a plan that it no longer holds ended by then. */
	referenceDate: PlainDate,
	/** SHA-256 that names the key behind the match keys; the key itself stays with the coordinator. */
	keyId: Hash,
	plans: z.array(RegisterPlan).min(1).max(PLANS_LIMIT)
});
export type RegisterReturn = z.infer<typeof RegisterReturn>;

function repeats(values: readonly string[]): number[] {
	const seen = new Set<string>();
	return values.flatMap((value, index) => {
		if (seen.has(value)) return [index];
		seen.add(value);
		return [];
	});
}

/** One import: any of the three parts, at least one of them. Nothing in a part comes twice. */
export const RegisterImport = z
	.strictObject({
		return: RegisterReturn.nullable(),
		schools: z.array(School).min(1).max(SCHOOLS_LIMIT).nullable(),
		people: z.array(RegisterPerson).min(1).max(PEOPLE_LIMIT).nullable()
	})
	.superRefine((value, context) => {
		const tell = (path: (string | number)[], message: string) =>
			context.addIssue({ code: 'custom', path, message, input: undefined });
		if (!value.return && !value.schools && !value.people) tell([], 'is empty');
		const plans = value.return?.plans ?? [];
		const keyed = plans.flatMap(({ matchKey }, index) => (matchKey === null ? [] : [{ matchKey, index }]));
		for (const at of repeats(keyed.map(({ matchKey }) => matchKey))) {
			tell(['return', 'plans', keyed[at]?.index ?? 0, 'matchKey'], 'comes twice');
		}
		plans.forEach(({ schoolUrn, senSetting }, index) => {
			if (schoolUrn !== null && senSetting !== null) tell(['return', 'plans', index, 'senSetting'], 'has a URN too');
		});
		for (const at of repeats((value.schools ?? []).map(({ urn }) => urn))) tell(['schools', at, 'urn'], 'comes twice');
		for (const at of repeats((value.people ?? []).map(({ email }) => email)))
			tell(['people', at, 'email'], 'comes twice');
		(value.people ?? []).forEach(({ roles, agency }, index) => {
			if (new Set(roles).size < roles.length) tell(['people', index, 'roles'], 'comes twice');
			if (roles.includes('auditor') !== (agency !== null)) tell(['people', index, 'agency'], 'belongs to auditors');
		});
	});
export type RegisterImport = z.infer<typeof RegisterImport>;

/**
 * An import together with the state of the register that its preview was worked out against, and whether what was put right by hand
 * stays as it is (it does not, unless that is said).
 */
export const ConfirmImport = z.strictObject({
	basis: Hash,
	import: RegisterImport,
	keepByHand: z.boolean().default(false)
});

/** What of a plan can change from one return to the next, in the words of a preview. */
export const planFactLabels = {
	setting: 'Setting',
	primaryNeed: 'Primary need',
	planKind: 'New or amended',
	dates: 'Dates',
	cohort: 'Cohort',
	ceased: 'Started again or ended'
} as const;
export type PlanFact = keyof typeof planFactLabels;

/** A problem that only the server can see, at a place in what was sent; the browser knows which file and row that was. */
export interface ImportProblem {
	readonly severity: 'error' | 'warning';
	readonly code: string;
	readonly part: 'return' | 'schools' | 'people';
	/** Index within the part; null where it is about the whole part. */
	readonly index: number | null;
	/** The file's column. */
	readonly column: string | null;
	readonly message: string;
}

/** What an import would do to the register as it stands. Counts; names only of people, for whom the coordinator answers. */
export interface RegisterPreview {
	/** Names the state of the register that this was worked out against; the confirmation is refused once it changed. */
	readonly basis: string;
	readonly plans: {
		readonly added: number;
		readonly changed: number;
		readonly unchanged: number;
		/** In the register and no longer in the return: they end on its reference date. */
		readonly ended: number;
		/** Ended in the return and never in the register: they are left out. */
		readonly leftOut: number;
		/** Without UPN and ULN: they get a new reference with each return. */
		readonly withoutNumber: number;
		/** Ended by hand and still in the return: they stay ended. */
		readonly stayEnded: number;
		/** Added or put right by hand, and changed or ended by the return. */
		readonly byHand: number;
		readonly facts: Readonly<Record<PlanFact, number>>;
	} | null;
	readonly schools: {
		readonly added: number;
		readonly changed: number;
		readonly closed: number;
		readonly unchanged: number;
		/** Added or put right by hand, and changed by the file. */
		readonly byHand: number;
	} | null;
	readonly people: {
		readonly added: number;
		readonly changed: number;
		readonly unchanged: number;
		/** Added or put right by hand, and changed by the file. */
		readonly byHand: number;
		/** In the register and not in the file: they stay as they are. */
		readonly missing: readonly string[];
	} | null;
	readonly problems: readonly ImportProblem[];
}

/** What a confirmed import did. */
export interface ImportDone {
	readonly importId: string;
	readonly preview: Omit<RegisterPreview, 'basis'>;
}
