import { describe, expect, test } from 'vitest';
import { LocalGuideForm, SchoolGuideForm } from '#lib/domain/guide-form.ts';
import { isComplete, LocalGuide } from '#lib/domain/local-guide.ts';
import { SchoolGuide, trainingLines } from '#lib/domain/school-guide.ts';

const auditors = {
	'contact.role': 'Quality assurance team',
	'contact.phone': '020 7946 0142',
	'contact.email': '',
	'contact.hours': '',
	planAccess: 'Ask for it',
	usualMinutes: '75',
	'safeguarding.words': 'Ring 999.',
	'safeguarding.contacts.0.role': '',
	'safeguarding.contacts.1.role': ' Children’s social care ',
	'safeguarding.contacts.1.phone': '01632 960318'
};
const schools = {
	'schools.contact.role': 'the SEN quality lead',
	'schools.contact.phone': '',
	'schools.contact.email': 'lead@example.org'
};

/** The fields that a form complains of. */
function troubles(form: typeof LocalGuideForm | typeof SchoolGuideForm, fields: Record<string, string>): string[] {
	return form.safeParse(fields).error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('what auditors are told', () => {
	test('is read from its fields, empty contacts left out', () => {
		const guide = LocalGuideForm.parse(auditors);
		expect(LocalGuide.parse(guide)).toEqual(guide);
		expect(guide).toEqual({
			contact: { role: 'Quality assurance team', phone: '020 7946 0142', email: '', hours: '' },
			planAccess: 'Ask for it',
			usualMinutes: 75,
			safeguarding: {
				words: 'Ring 999.',
				contacts: [{ role: 'Children’s social care', phone: '01632 960318', email: '', hours: '' }]
			}
		});
		expect(isComplete(guide)).toBe(true);
	});

	test.each(['999', '101', '+44 20 7946 0142', '(020) 7946-0142', '01632 960 318 ext 12', '01632 960318 option 2', ''])(
		'takes the phone number %j',
		(phone) => expect(troubles(LocalGuideForm, { ...auditors, 'contact.phone': phone })).toEqual([])
	);

	const bad: [string, string][] = [
		['contact.role', ' '],
		['contact.role', 'x'.repeat(201)],
		['contact.phone', 'ask at the desk'],
		['contact.phone', '12'],
		['contact.email', 'nobody'],
		['contact.email', 'a@b@example.org'],
		['contact.email', 'a b@example.org'],
		['contact.hours', 'x'.repeat(201)],
		['planAccess', ''],
		['planAccess', 'x'.repeat(2001)],
		['usualMinutes', 'an hour'],
		['usualMinutes', ''],
		['usualMinutes', '4'],
		['usualMinutes', '601'],
		['usualMinutes', '60.5'],
		['safeguarding.words', ''],
		['safeguarding.words', 'x'.repeat(2001)],
		['safeguarding.contacts.1.phone', 'x'],
		['safeguarding.contacts.1.phone', ''],
		['safeguarding.contacts.1.email', 'x'],
		['safeguarding.contacts.1.role', '']
	];
	test.each(bad)('says at %s what is wrong with %j', (field, value) => {
		expect(troubles(LocalGuideForm, { ...auditors, [field]: value })).toEqual([field]);
	});

	test('takes nothing that it does not know', () => {
		expect(LocalGuideForm.safeParse({ ...auditors, 'safeguarding.contacts.5.role': 'A sixth' }).success).toBe(false);
	});
});

describe('what headteachers are told', () => {
	test('is read from its fields, empty rows left out', () => {
		const guide = SchoolGuideForm.parse({
			...schools,
			'schools.training.0.on': '',
			'schools.training.0.words': '',
			'schools.training.2.on': '2027-01-14',
			'schools.training.2.words': 'Writing outcomes',
			'schools.doing.0': '',
			'schools.doing.1': 'A new form for advice.'
		});
		expect(SchoolGuide.parse(guide)).toEqual(guide);
		expect(guide).toEqual({
			contact: { role: 'the SEN quality lead', phone: '', email: 'lead@example.org' },
			training: [{ on: '2027-01-14', words: 'Writing outcomes' }],
			doing: ['A new form for advice.']
		});
	});

	const bad: [string, Record<string, string>][] = [
		['schools.contact.role', { 'schools.contact.role': '' }],
		['schools.contact.phone', { 'schools.contact.phone': 'ring' }],
		['schools.contact.email', { 'schools.contact.email': 'lead@' }],
		['schools.training.0.on', { 'schools.training.0.on': '2027-02-30', 'schools.training.0.words': 'x' }],
		['schools.training.0.on', { 'schools.training.0.words': 'x' }],
		['schools.training.3.words', { 'schools.training.3.on': '2027-02-20' }],
		['schools.doing.2', { 'schools.doing.2': 'x'.repeat(201) }]
	];
	test.each(bad)('says at %s what is wrong', (field, fields) => {
		expect(troubles(SchoolGuideForm, { ...schools, ...fields })).toEqual([field]);
	});
});

test('training that is over is not told, the next day comes first', () => {
	const training = [
		{ on: '2027-03-01', words: 'Third' },
		{ on: '2027-01-14', words: 'Second' },
		{ on: '2027-01-13', words: 'First' }
	];
	expect(trainingLines({ training }, '2027-01-14')).toEqual(['14 January 2027: Second', '1 March 2027: Third']);
});
