/** The published figures that the made-up register follows (distributions.json names source and licence), typed. */
import type { SenType } from '#lib/domain/plan.ts';
import published from './distributions.json' with { type: 'json' };
import type { SchoolKind } from './schools.ts';

/** Kinds of place: the setting's own, one in a resourced provision or unit of a mainstream school, or a SEN2 code without a URN. */
export type Placement =
	| SchoolKind
	| 'maintained_resourced'
	| 'maintained_unit'
	| 'academy_resourced'
	| 'academy_unit'
	| 'EHE'
	| 'OLA'
	| 'OTH'
	| 'NEET'
	| 'NIEC'
	| 'EYP';

type Counts<K extends string> = Readonly<Partial<Record<K, number>>>;

interface Distributions {
	readonly plans: number;
	/** By age in whole years on the 31 August before the school year. */
	readonly settingsByAge: Readonly<Record<string, Counts<Placement>>>;
	readonly needsBySetting: Readonly<Record<Placement, Counts<SenType>>>;
	readonly needsByAge: Readonly<Record<string, Counts<SenType>>>;
	readonly femaleByNeed: Counts<SenType>;
	/** By whole years that the plan has been in place; 12 stands for 12 or more. */
	readonly yearsInPlace: Readonly<Record<string, number>>;
	/** 2 stands for 2 and under, 20 for 20 and over. */
	readonly ageWhenStarted: Readonly<Record<string, number>>;
	readonly newPlansInYear: number;
	readonly timeliness: Readonly<Record<'issued' | 'within20Weeks' | 'to1Year' | 'over1Year', number>>;
	readonly requests: Readonly<Record<'received' | 'assess' | 'refused' | 'undecided' | 'withdrawn', number>>;
	readonly assessmentsWithoutPlan: number;
	readonly reviews: Readonly<
		Record<'expected' | 'meetingInLastYear' | 'meetingBefore' | 'noMeeting' | 'amend' | 'cease' | 'maintain', number>
	>;
	/** Lewisham publishes no review decision dates, so how many there are and how soon they came follows England. */
	readonly england: Readonly<Record<'reviewMeetings' | 'decided' | 'decidedIn4Weeks' | 'decidedLater', number>>;
}

export const distributions: Distributions = published;
