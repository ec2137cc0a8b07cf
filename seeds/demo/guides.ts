/**
 * What the made-up partnership tells its auditors and headteachers. Numbers are of the ranges that Ofcom keeps for drama, addresses of a
 * domain that is nobody's.
 */
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { LocalGuide } from '#lib/domain/local-guide.ts';
import type { SchoolGuide } from '#lib/domain/school-guide.ts';

export const demoGuide: LocalGuide = {
	contact: {
		role: 'SEND quality assurance team',
		phone: '020 7946 0142',
		email: 'quality@example.org',
		hours: 'Monday to Friday, 9 to 5'
	},
	planAccess:
		'The SEN service sends you the plan in a locked folder on the day you are given it. Look for the plan reference in the name of the file.\nNo folder after two working days? Ring the quality assurance team and say the plan reference.\nDelete the plan when your audit is sent. Do not print it.',
	usualMinutes: 75,
	safeguarding: {
		words:
			'If a child is in danger now, ring 999.\nIf you are worried about a child, ring the children’s social care team today. Say that you are an auditor and give the plan reference.\nThen tell the quality assurance team that you rang. Do not write your worry into the audit.\nDo not ring the family or the school yourself.',
		contacts: [
			{
				role: 'Children’s social care, daytime',
				phone: '020 7946 0661',
				email: 'children.first@example.org',
				hours: 'Monday to Friday, 9 to 5'
			},
			{
				role: 'Children’s social care, nights and weekends',
				phone: '020 7946 0662',
				email: '',
				hours: 'All other hours'
			},
			{
				role: 'Designated officer, for a worry about somebody who works with children',
				phone: '01632 960 318',
				email: 'designated.officer@example.org',
				hours: 'Monday to Friday, 9 to 5'
			}
		]
	}
};

/** Gives what headteachers are told with the summaries that come out on a day: the training lies in the months after it. */
export function demoSchoolGuide(day: PlainDate): SchoolGuide {
	const year = Number(day.slice(0, 4));
	return {
		contact: {
			role: 'the SEND quality lead of the partnership',
			phone: '020 7946 0187',
			email: 'schools.quality@example.org'
		},
		training: [
			{ on: `${year}-11-12`, words: 'Advice that a plan can use, online, 4 to 5 pm' },
			{ on: `${year + 1}-01-21`, words: 'Outcomes that can be checked, Ladywell Centre, 1.30 to 4 pm' },
			{ on: `${year + 1}-03-11`, words: 'Annual reviews on time, online, 4 to 5 pm' }
		],
		doing: [
			'A new form for school advice asks for what, how often, how long and by whom.',
			'Each school has a named officer in the SEN service for annual reviews.'
		]
	};
}
