import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Urn } from '#lib/domain/ids.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Priority } from '#lib/domain/sample-priority.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as plans from '#lib/server/plans.ts';
import * as samplingSettings from '#lib/server/sampling-settings.ts';
import * as schools from '#lib/server/schools.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store }) => {
	const [settings, all, placed, services] = await Promise.all([
		samplingSettings.get(store),
		schools.list(store),
		plans.countsBy(store, 'schoolUrn'),
		plans.contributors(store)
	]);
	return {
		settings,
		/** Settings of plans, with how many. */
		schools: all
			.map(({ urn, name }) => ({ urn, name, plans: placed.get(urn) ?? 0 }))
			.filter((school) => school.plans > 0),
		services
	};
});

const whole = (least: number, most: number, words: string) =>
	z
		.string()
		.trim()
		.regex(/^\d{1,3}$/, words)
		.transform(Number)
		.refine((number) => number >= least && number <= most, words);

export const actions: Actions = {
	rules: action({
		form: z.strictObject({
			restTerms: whole(0, 12, 'Enter a number of terms from 0 to 12'),
			newWeeks: whole(0, 52, 'Enter a number of weeks from 0 to 52'),
			twice: whole(0, 100, 'Enter a number from 0 to 100')
		}),
		act: async ({ store, person, body, now }) => {
			const { restTerms, newWeeks, twice } = body;
			const before = await samplingSettings.get(store);
			const settings = { ...before, restTerms, newWeeks, doubleMarkedShare: twice / 100 };
			await samplingSettings.write(store, settings, { actorId: person.personId, now });
			return { saved: true };
		}
	}),
	school: action({
		form: z.strictObject({ schoolUrn: Urn.or(z.literal('')).refine((urn) => urn !== '', 'Choose a setting') }),
		act: async ({ store, person, body, now }) => {
			const { schoolUrn } = body;
			const school = (await schools.list(store)).find(({ urn }) => urn === schoolUrn);
			if (!school) throw new Refusal('thing.not_found');
			const priority: Priority = {
				id: `school_${schoolUrn}`,
				label: school.name.slice(0, 80),
				match: { by: 'school', schoolUrn },
				factor: 1
			};
			await samplingSettings.focusOn(store, priority, { actorId: person.personId, now });
			redirect(303, '/terms/sampling-rules#focus');
		}
	}),
	service: action({
		form: z.strictObject({ service: z.string().min(1, 'Choose a service').max(60) }),
		act: async ({ store, person, body, now }) => {
			const { service } = body;
			if (!(await plans.contributors(store)).some((one) => one.name === service)) throw new Refusal('thing.not_found');
			const slug = service
				.toLowerCase()
				.replace(/[^a-z0-9]+/g, '_')
				.slice(0, 32);
			const priority: Priority = {
				id: `service_${slug}`,
				label: `Advised on by ${service}`,
				match: { by: 'service', service },
				factor: 1
			};
			await samplingSettings.focusOn(store, priority, { actorId: person.personId, now });
			redirect(303, '/terms/sampling-rules#focus');
		}
	}),
	remove: action({
		form: z.strictObject({ id: z.string().max(40) }),
		act: async ({ store, person, body, now }) => {
			await samplingSettings.focusOff(store, body.id, { actorId: person.personId, now });
			redirect(303, '/terms/sampling-rules#focus');
		}
	})
};
