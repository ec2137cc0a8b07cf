import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Agency } from '#lib/domain/person.ts';
import { londonDate, type PlainDate } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { sampleThemes } from '#lib/domain/sample-theme.ts';
import { termAt, termNames, usualDates } from '#lib/domain/term.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as plans from '#lib/server/plans.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import * as terms from '#lib/server/terms.ts';
import type { Actions, PageServerLoad } from './$types';

/** The first term, from today's on, that is not open yet. */
function nextFree(today: PlainDate, taken: readonly { academicYear: number; name: string }[]) {
	let { academicYear, name } = termAt(today);
	while (taken.some((term) => term.academicYear === academicYear && term.name === name)) {
		const at = termNames.indexOf(name);
		if (at === 2) academicYear += 1;
		name = termNames[(at + 1) % 3] ?? 'autumn';
	}
	return { academicYear, name };
}

export const load: PageServerLoad = page(async ({ store, now }) => {
	const published = await rubrics.list(store);
	const start = nextFree(londonDate(now), await terms.list(store));
	const bodies = await Promise.all(published.map((one) => rubrics.get(store, one.rubricId, one.version)));
	return {
		start,
		planCount: await plans.count(store),
		dates: usualDates(start.academicYear, start.name),
		themes: sampleThemes.map(({ id, label, about, profile }) => ({ id, label, about, profile })),
		rubrics: bodies.map((rubric) => ({
			key: `${rubric.rubricId}@${rubric.version}`,
			label: `${rubric.title}, version ${rubric.version}`,
			profiles: rubric.profiles.map(({ id, label }) => ({ id, label })),
			optional: rubric.sections.filter((section) => section.optional).map(({ code, title }) => ({ code, title }))
		}))
	};
});

const day = (words: string) => z.iso.date(words);

const Form = z
	.strictObject({
		academicYear: z.coerce.number('Choose the school year').int().min(2015, 'Choose the school year').max(2100),
		name: z.enum(termNames, 'Choose autumn, spring or summer'),
		startsOn: day('Enter the day on which the term starts'),
		endsOn: day('Enter the day on which the term ends'),
		dueOn: day('Enter the day by which audits are due'),
		rubric: z.string().regex(/^[^@]+@[^@]+$/, 'Choose the questions'),
		theme: z.string().max(40).optional(),
		profile: z.string().min(1, 'Choose the kind of audit').max(50),
		adviceWithheldFrom: z.array(Agency).max(5).optional(),
		switchedOff: z.array(z.string().max(10)).max(30).optional()
	})
	.refine((form) => form.startsOn < form.endsOn, { path: ['endsOn'], message: 'The term must end after it starts' })
	.refine((form) => form.dueOn >= form.startsOn && form.dueOn <= form.endsOn, {
		path: ['dueOn'],
		message: 'The due day must lie within the term'
	});

export const actions: Actions = {
	default: action({
		form: Form,
		act: async ({ store, person, body, now }) => {
			const [rubricId = '', version = ''] = body.rubric.split('@');
			const rubric = await rubrics.get(store, rubricId, version);
			if (!rubric.profiles.some((profile) => profile.id === body.profile)) throw new Refusal('request.malformed');
			const term = await terms.open(
				store,
				{
					academicYear: body.academicYear,
					name: body.name,
					startsOn: body.startsOn,
					endsOn: body.endsOn,
					dueOn: body.dueOn,
					rubricId,
					rubricVersion: version,
					profile: body.profile,
					adviceWithheldFrom: body.adviceWithheldFrom ?? [],
					switchedOff: body.switchedOff ?? []
				},
				{ actorId: person.personId, now }
			);
			const theme = sampleThemes.find(({ id }) => id === body.theme);
			redirect(303, `/terms/${term.termId}/sample${theme ? `?theme=${theme.id}` : ''}`);
		}
	})
};
