/** The plan looked at: pseudonymous. No name, birth date, address or number of a child is ever part of it. */
import * as z from 'zod';
import { Hash, PlanRef, Urn } from './ids.ts';
import { PlainDate } from './plain-date.ts';
import { PlanDates } from './plan-dates.ts';

/** SEN2 and school census codes for the type of need; rank 1 is the primary need. */
export const senTypes = [
	'SPLD',
	'MLD',
	'SLD',
	'PMLD',
	'SEMH',
	'SLCN',
	'HI',
	'VI',
	'MSI',
	'PD',
	'ASD',
	'DS',
	'OTH'
] as const;
export const SenType = z.enum(senTypes);
export type SenType = z.infer<typeof SenType>;

export const senTypeLabels: Record<SenType, string> = {
	SPLD: 'Specific learning difficulty',
	MLD: 'Moderate learning difficulty',
	SLD: 'Severe learning difficulty',
	PMLD: 'Profound and multiple learning difficulty',
	SEMH: 'Social, emotional and mental health',
	SLCN: 'Speech, language and communication',
	HI: 'Hearing impairment',
	VI: 'Vision impairment',
	MSI: 'Multi-sensory impairment',
	PD: 'Physical disability',
	ASD: 'Autism',
	DS: 'Down syndrome',
	OTH: 'Other'
};

/** SEN2 codes for where a child or young person is when there is no URN. */
export const senSettings = ['OLA', 'OPA', 'EHE', 'EYP', 'OTH', 'NEET', 'NIEC', 'NIEO'] as const;
export const SenSetting = z.enum(senSettings);
export type SenSetting = z.infer<typeof SenSetting>;

export const senSettingLabels: Record<SenSetting, string> = {
	OLA: 'Education arranged by the council, not in a setting',
	OPA: 'Education arranged by the parents, not in a setting',
	EHE: 'Educated at home',
	EYP: 'Early years provider',
	OTH: 'Another setting',
	NEET: 'Not in education, employment or training',
	NIEC: 'Not in education: notice given that the plan will end',
	NIEO: 'Not in education: other reason'
};

export const planKinds = ['new', 'amended'] as const;
export const PlanKind = z.enum(planKinds);
export type PlanKind = z.infer<typeof PlanKind>;

export const Plan = z.strictObject({
	planRef: PlanRef,
	/**
	 * HMAC-SHA-256 of UPN or ULN under a key that only the coordinator holds, so that next year's file finds the same plan.
	 * Null for a person with neither number.
	 */
	matchKey: Hash.nullable(),
	/** The calendar year in whose September the child was due in Reception; the year group follows from it. */
	cohort: z.int().min(1990).max(2100),
	primaryNeed: SenType.nullable(),
	schoolUrn: Urn.nullable(),
	/** Used only where there is no URN. */
	senSetting: SenSetting.nullable(),
	senUnit: z.boolean(),
	resourcedProvision: z.boolean(),
	/** `amended` where the last review's outcome was to amend, else `new`; a coordinator can correct it. */
	planKind: PlanKind,
	startedOn: PlainDate.nullable(),
	ceasedOn: PlainDate.nullable(),
	dates: PlanDates
});
export type Plan = z.infer<typeof Plan>;

/** Gives whether the plan was in force on a day (it had started, or its start is not known, and it had not ceased). */
export function inForce(plan: Pick<Plan, 'startedOn' | 'ceasedOn'>, onDate: PlainDate): boolean {
	return (plan.startedOn === null || plan.startedOn <= onDate) && (plan.ceasedOn === null || plan.ceasedOn > onDate);
}

/**
 * Gives whether the person is within 12 months of a phase transfer on a day: the register holds a transfer due by SEN2's
 * `phasetransferduedate`, or the year group is one in which everybody changes phase (Years 6 and 11; domain reference, section 3).
 */
export function inPhaseTransfer(dates: PlanDates, yearGroup: number | null, onDate: PlainDate): boolean {
	const year = Number(onDate.slice(0, 4));
	const nextSeptember = onDate.slice(5) >= '09-01' ? year + 1 : year;
	return dates.transferYear === nextSeptember || yearGroup === 6 || yearGroup === 11;
}
