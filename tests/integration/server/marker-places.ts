/** Where the markers of S3 may stand: in what leaves the server, and on which pages for whom. Whatever is not said here is a leak. */
import type { Role } from '#lib/domain/person.ts';
import type { Kind } from './planted-partnership.ts';

export const places = [
	'log',
	'refusal',
	'activity',
	'learning report',
	'board summary',
	'school summary',
	'school summaries',
	'backup'
] as const;
export type Place = (typeof places)[number];

/**
 * Where each kind may stand, and does (trust.md: What we hold, Server, Reports). In the backup people, registers and words stand
 * in the clear, secrets only as hashes, drafts only sealed.
 */
export const may: Readonly<Record<Kind, readonly Place[]>> = {
	note: ['backup'],
	'note of a draft': [],
	'hand-back words': ['backup'],
	'words of asking back': ['backup'],
	'reason of a coordinator': ['backup'],
	basis: ['backup'],
	'e-mail address': ['backup'],
	'name of a person': ['backup'],
	'plan reference': ['activity', 'backup'],
	'name of the school': ['school summary', 'school summaries', 'backup'],
	'name of another school': ['school summaries', 'backup'],
	'words of the chair': ['learning report', 'board summary', 'backup'],
	'words to headteachers': ['school summary', 'school summaries', 'backup'],
	password: [],
	session: [],
	invitation: [],
	secret: [],
	path: [],
	query: [],
	header: [],
	body: [],
	// What a form says comes back to who typed it, to be put right.
	form: ['refusal'],
	failure: []
};

const reading = ['/(coordinator)/register', '/(coordinator)/school-reports', '/(coordinator)/terms', '/(school)'];
const ofTerm = ['/(coordinator)/terms/[termId]'];

/**
 * Which pages may show what of others, by role, by the beginning of their routes (trust.md: What we hold, Promises). Notes are on none: they
 * are read by an act of their own, which is written down. Everybody sees their own name and e-mail address on the pages about themselves.
 */
export const mayShow: Readonly<Partial<Record<Kind, Partial<Record<Role, readonly string[]>>>>> = {
	'e-mail address': { coordinator: ['/(coordinator)/people', '/(coordinator)/terms/[termId]/progress/reminders'] },
	'name of a person': {
		coordinator: [
			'/(coordinator)/activity',
			'/(coordinator)/people',
			'/(coordinator)/school-reports/readers',
			...ofTerm
		]
	},
	'plan reference': { coordinator: ['/(coordinator)/activity', '/(coordinator)/register/plans', ...ofTerm] },
	'name of the school': { coordinator: reading, headteacher: ['/(school)'] },
	'name of another school': { coordinator: reading },
	'words to headteachers': { coordinator: ['/(coordinator)/settings', '/(school)'], headteacher: ['/(school)'] },
	'hand-back words': { coordinator: ofTerm },
	'words of asking back': { coordinator: ofTerm },
	'reason of a coordinator': { coordinator: [...ofTerm, '/(coordinator)/register/plans'] },
	basis: { coordinator: ofTerm },
	'words of the chair': { coordinator: ['/(forum)'], chair: ['/(forum)'] }
};

export const aboutOneself: readonly string[] = ['/(public)/account', '/(public)/what-we-hold'];
