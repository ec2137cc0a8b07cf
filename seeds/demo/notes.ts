/** The notes that the demonstration's auditors leave: plain words about the plan, never about a person, a school or a place. */
import { pick, type Random } from '#lib/domain/random.ts';
import type { Criterion } from '#lib/domain/rubric.ts';
import { between } from './chance.ts';

type Kind = 'met' | 'partly' | 'not_met' | 'cannot_tell';

/** Words by theme of the criterion; the first theme of a criterion that has words is used. */
const byTheme: Readonly<Record<string, Partial<Record<Kind, readonly string[]>>>> = {
	provision_specificity: {
		partly: [
			'The main sessions are counted, but two entries only say "regular support".',
			'Length is given, how often is not. A parent could not check it.',
			'Says who for most entries. "As needed" appears twice.',
			'Small groups are promised without saying how small.'
		],
		not_met: [
			'Nearly every entry says "access to" or "opportunities for". Nothing could be counted.',
			'No hours, no frequency and no staff named by role anywhere in this section.',
			'"As appropriate" in most lines; nobody could tell whether it happened.'
		],
		met: ['Every entry has how long, how often and who.']
	},
	health_input: {
		partly: [
			'Two of three health needs are explained; the third is a diagnosis only.',
			'Written for clinicians. A class teacher would need help with half of it.',
			'Therapy is there, but sleep and eating, named in the advice, are not.'
		],
		not_met: [
			'Empty apart from "none known". It does not say whether health was asked.',
			'One line that repeats the diagnosis. Nothing on what it means in the day.',
			'The health advice listed in the appendix has not found its way in here.'
		],
		met: ['Clear day-to-day meaning for each need.']
	},
	social_care_input: {
		partly: [
			'Home is described, the effect on brothers and sisters is not.',
			'A need is named, but not how it relates to the disability.',
			'Short breaks are mentioned without how often or who provides them.'
		],
		not_met: [
			'"Not known to this service" and nothing else. It does not say that anyone asked.',
			'Left empty, although the family’s views describe hard weekends and nights.',
			'Refers to another plan that is not attached; nothing is set out here.'
		],
		met: ['Says plainly that social care was asked and found no needs.']
	},
	outcomes_quality: {
		partly: [
			'Three outcomes are changes for the person, two are amounts of help.',
			'Measurable, but no date by which.',
			'Good short-term targets stand in for outcomes in one area.'
		],
		not_met: [
			'All of them are services: "will receive", "will have access to".',
			'Could fit any plan. Two people would not agree whether they were reached.',
			'No dates and no starting points, so nobody could say when they are met.'
		],
		met: ['Each one is a change that the person would notice.']
	},
	golden_thread: {
		partly: [
			'Followed one need all the way; the second stops at the outcome.',
			'The hopes at the start are echoed in one outcome only.'
		],
		not_met: [
			'The two main needs lead to outcomes about something else.',
			'Provision and outcomes read as if they were written for different plans.'
		]
	},
	pfa_general: {
		partly: [
			'Work and study are there; living on one’s own terms is not.',
			'College is named, what leads there is not.'
		],
		not_met: ['Nothing in the plan looks past school.', 'Adult life is left for the next review, as it was last time.']
	},
	currency: {
		partly: ['The setting is up to date, the year group is two years old.', 'Two outcomes ended last summer.'],
		not_met: ['Describes a much younger child.', 'All end dates have passed.']
	},
	evidence_trail: {
		partly: ['Roles are listed, dates are missing for two of them.', 'Educational advice is five years old.'],
		not_met: [
			'No list, only a line that advice is held by the service.',
			'Advice from health is missing from the list.'
		]
	}
};

const anyTheme: Readonly<Record<Kind, readonly string[]>> = {
	met: ['Clear and easy to find.', 'A good example that others could learn from.'],
	partly: [
		'True of the first half of the section, not of the rest.',
		'Done for the main point, silent on the others.',
		'Partly there; the wording is general where it matters most.',
		'Some of it is in another section, where a reader would not look.'
	],
	not_met: [
		'The plan is silent on this.',
		'Nothing found, although I read the section twice.',
		'General sentences only; they could stand in any plan.'
	],
	cannot_tell: [
		'The advice was not among the papers I was given.',
		'Only the service could say; the plan does not show it.',
		'The papers I have end before this.'
	]
};

/** All of these words, for whoever needs notes that point to nobody. */
export const demoNotes: readonly string[] = [...Object.values(byTheme), anyTheme].flatMap((kinds) =>
	Object.values(kinds).flat()
);

const pfa = /^pfa_/;

/** Gives a note for an answer: where the auditor looked, and what they saw. */
export function noteFor(random: Random, criterion: Criterion, sectionCode: string, level: Kind): string {
	const theme = criterion.themes
		.map((each) => (pfa.test(each) ? 'pfa_general' : each))
		.find((each) => byTheme[each]?.[level]);
	const words = (level !== 'cannot_tell' && theme ? byTheme[theme]?.[level] : undefined) ?? anyTheme[level];
	const place = /^(GT|PFA|TIM|CUR|COP)$/.test(sectionCode) ? 'Whole plan' : `Section ${sectionCode}`;
	return `${place}, page ${between(random, 2, 19)}. ${pick(random, words)}`;
}
