import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { sampleComparison, sampleSize } from '#lib/domain/sampling.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as terms from '#lib/server/terms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const [auditors, frame, sample] = await Promise.all([
		people.auditors(store),
		terms.frame(store, term),
		terms.sample(store, term.termId)
	]);
	// The register may have changed since the draw; the stratum table then shows the counts of the day of the draw.
	const byStratum = (sample?.strata ?? []).map((stratum) => ({
		label: stratum.label,
		merged: stratum.merged,
		population: stratum.population,
		size: stratum.size
	}));
	const drawnFrom = byStratum.reduce((sum, stratum) => sum + stratum.population, 0);
	const known = new Set(frame.map((plan) => plan.planRef));
	const comparable = sample !== null && sample.plans.every((plan) => known.has(plan.planRef));
	return {
		term: { termId: term.termId, label: termLabel(term), status: statusOf(term) },
		auditors: auditors.length,
		capacity: auditors.reduce((sum, auditor) => sum + auditor.capacity, 0),
		suggested: Math.min(frame.length, sampleSize(auditors.map((auditor) => auditor.capacity))),
		frame: frame.length,
		seed: sample?.seed ?? `${term.academicYear}-${term.name}`,
		drawn: sample && {
			plans: sample.plans.length,
			twice: sample.plans.filter((plan) => plan.auditsWanted === 2).length,
			from: drawnFrom,
			byStratum,
			byNeed: comparable ? sampleComparison(frame, sample, 'primaryNeed') : []
		}
	};
});

export const actions: Actions = {
	default: action({
		form: z.strictObject({
			size: z.coerce
				.number('Enter how many plans to draw')
				.int('Enter a whole number of plans')
				.min(1, 'Draw at least one plan')
				.max(100_000),
			seed: z
				.string()
				.max(60, 'The seed can have at most 60 characters')
				.regex(/^[\w .-]+$/, 'Enter a seed: letters, digits, spaces, dots and dashes')
		}),
		act: async ({ store, person, body, event, now }) => {
			const termId = event.params.termId ?? '';
			await terms.drawSample(store, termId, { size: body.size }, body.seed, { actorId: person.personId, now });
			redirect(303, `/terms/${termId}/sample`);
		}
	})
};
