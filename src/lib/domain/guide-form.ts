/** The settings' forms: their fields, read into the two guides, with words for whoever mistyped. */
import * as z from 'zod';
import type { LocalGuide } from './local-guide.ts';
import { PlainDate } from './plain-date.ts';
import { DOING_LINES, TRAINING_DAYS, type SchoolGuide } from './school-guide.ts';

/** Safeguarding contacts that a guide has room for. */
export const CONTACTS = 5;

type Fields = Readonly<Record<string, string | undefined>>;

/** The numbered fields beside those that the type names. */
const fieldsOf = (form: object) => form as Fields;

const line = z.string().trim().max(200, 'Use 200 characters or fewer');
const words = z.string().trim().max(2000, 'Use 2,000 characters or fewer');
/** Figures with what people put between them; emergency numbers are short. */
const phone = line.regex(
	/^$|^\+?[0-9 ()/-]*([0-9][ ()/-]*){3}( ?(ext|extension|option)\.? ?[0-9]{1,6})?$/i,
	'Enter a phone number, for example 020 7946 0123'
);
const email = line.regex(
	/^$|^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+\.[a-z]{2,}$/i,
	'Enter an e-mail address, for example help@example.org'
);
const day = z.union([z.literal(''), PlainDate], 'Enter a day, for example 14 January 2027');

function contactFields(at: string) {
	return {
		[`${at}.role`]: line.optional(),
		[`${at}.phone`]: phone.optional(),
		[`${at}.email`]: email.optional(),
		[`${at}.hours`]: line.optional()
	};
}

function numbered<Field>(count: number, of: (at: number) => Record<string, Field>): Record<string, Field> {
	return Object.assign({}, ...Array.from({ length: count }, (_, at) => of(at))) as Record<string, Field>;
}

function contactOf(fields: Fields, at: string) {
	return {
		role: fields[`${at}.role`] ?? '',
		phone: fields[`${at}.phone`] ?? '',
		email: fields[`${at}.email`] ?? '',
		hours: fields[`${at}.hours`] ?? ''
	};
}

const safeguardingContact = (at: number) => `safeguarding.contacts.${at}`;

/**
 * The form of what auditors are told. A safeguarding contact is a role with a number or an address; an empty row is none. The main
 * contact may still lack both: a guide is written bit by bit, and `isComplete` reminds.
 */
export const LocalGuideForm = z
	.strictObject({
		...contactFields('contact'),
		'contact.role': line.min(1, 'Say whom auditors ring, for example “Quality assurance team”'),
		planAccess: words.min(1, 'Say how an auditor gets the plan'),
		usualMinutes: z.coerce
			.number('Enter the minutes as a number, for example 60')
			.int('Enter whole minutes')
			.min(5, 'Enter at least 5 minutes')
			.max(600, 'Enter 600 minutes or fewer'),
		'safeguarding.words': words.min(1, 'Say what to do when worried about a child'),
		...numbered(CONTACTS, (at) => contactFields(safeguardingContact(at)))
	})
	.superRefine((form, context) => {
		const fields = fieldsOf(form);
		for (let at = 0; at < CONTACTS; at++) {
			const { role, phone, email, hours } = contactOf(fields, safeguardingContact(at));
			const wrong = (part: string, message: string) =>
				context.addIssue({ code: 'custom', path: [`${safeguardingContact(at)}.${part}`], message });
			if (role === '' && (phone || email || hours))
				wrong('role', 'Say who this is, for example “Children’s social care”');
			if (role !== '' && !phone && !email) wrong('phone', `Enter a phone number or an e-mail address for ${role}`);
		}
	})
	.transform((form): LocalGuide => {
		const fields = fieldsOf(form);
		return {
			contact: contactOf(fields, 'contact'),
			planAccess: form.planAccess,
			usualMinutes: form.usualMinutes,
			safeguarding: {
				words: form['safeguarding.words'],
				contacts: Array.from({ length: CONTACTS }, (_, at) => contactOf(fields, safeguardingContact(at))).filter(
					({ role }) => role !== ''
				)
			}
		};
	});

const trainingDay = (at: number) => `schools.training.${at}`;
const doingLine = (at: number) => `schools.doing.${at}`;

/** The form of what headteachers are told. Empty rows are none; a day of training has a day and words. */
export const SchoolGuideForm = z
	.strictObject({
		'schools.contact.role': line.min(1, 'Say whom headteachers ask, for example “the SEN quality lead”'),
		'schools.contact.phone': phone,
		'schools.contact.email': email,
		...numbered<z.ZodOptional>(TRAINING_DAYS, (at) => ({
			[`${trainingDay(at)}.on`]: day.optional(),
			[`${trainingDay(at)}.words`]: line.optional()
		})),
		...numbered(DOING_LINES, (at) => ({ [doingLine(at)]: line.optional() }))
	})
	.superRefine((form, context) => {
		const fields = fieldsOf(form);
		for (let at = 0; at < TRAINING_DAYS; at++) {
			const on = fields[`${trainingDay(at)}.on`];
			const what = fields[`${trainingDay(at)}.words`];
			const wrong = (part: string, message: string) =>
				context.addIssue({ code: 'custom', path: [`${trainingDay(at)}.${part}`], message });
			if (on && !what) wrong('words', 'Say what the training is about and where it is');
			if (what && !on) wrong('on', 'Enter the day of this training');
		}
	})
	.transform((form): SchoolGuide => {
		const fields = fieldsOf(form);
		return {
			contact: {
				role: form['schools.contact.role'],
				phone: form['schools.contact.phone'],
				email: form['schools.contact.email']
			},
			training: Array.from({ length: TRAINING_DAYS }, (_, at) => ({
				on: fields[`${trainingDay(at)}.on`] ?? '',
				words: fields[`${trainingDay(at)}.words`] ?? ''
			})).filter(({ on }) => on !== ''),
			doing: Array.from({ length: DOING_LINES }, (_, at) => fields[doingLine(at)] ?? '').filter(Boolean)
		};
	});
