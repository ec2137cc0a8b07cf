import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { leftOutLabel, leftOutReasons } from '#lib/domain/frame.ts';
import { designOf, fieldsOf, SampleForm } from '#lib/domain/sample-form.ts';
import { usualPriorities } from '#lib/domain/sample-priority.ts';
import { sampleThemes, themeOf } from '#lib/domain/sample-theme.ts';
import { expectedPrecision, hasFactors, sampleComparison, SampleDesign } from '#lib/domain/sampling.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as frames from '#lib/server/frames.ts';
import * as people from '#lib/server/people.ts';
import * as samplingSettings from '#lib/server/sampling-settings.ts';
import * as terms from '#lib/server/terms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const [auditors, frame, sample, earlier, settings] = await Promise.all([
		people.auditors(store),
		frames.of(store, term),
		terms.sample(store, term.termId),
		terms.earlierDraws(store, term.termId),
		samplingSettings.get(store)
	]);
	const asked = event.url.searchParams.get('theme');
	const theme = themeOf(asked, term.profile);
	const offered = [...usualPriorities, ...settings.focus];
	const { size: _none, ...usual } = SampleDesign.parse({
		size: 1,
		doubleMarkedShare: settings.doubleMarkedShare,
		...theme.design
	});
	// The register may have changed since the draw; the stratum table then shows the counts of the day of the draw.
	const precision = sample && expectedPrecision(sample.strata);
	const byStratum = (sample?.strata ?? []).map((stratum) => ({
		id: stratum.id,
		label: stratum.label,
		merged: stratum.merged,
		population: stratum.population,
		size: stratum.size,
		within: precision?.strata.get(stratum.id) ?? 1
	}));
	const drawnFrom = byStratum.reduce((sum, stratum) => sum + stratum.population, 0);
	const known = new Set(frame.plans.map((plan) => plan.planRef));
	const comparable = sample !== null && sample.plans.every((plan) => known.has(plan.planRef));
	return {
		term: { termId: term.termId, label: termLabel(term), status: statusOf(term) },
		capacities: auditors.map(({ capacity }) => capacity),
		frame: frame.plans.length,
		register: frame.plans.length + frame.leftOut.length,
		leftOut: leftOutReasons
			.map((reason) => ({
				reason,
				label: leftOutLabel(reason, frame.rules),
				count: frame.leftOut.filter((one) => one.reason === reason).length
			}))
			.filter(({ count }) => count > 0),
		theme: asked === null && sample ? null : theme.id,
		themes: sampleThemes.map(({ id, label, about }) => ({ id, label, about })),
		offered: offered.map(({ id, label }) => ({ id, label })),
		fields: fieldsOf(asked === null && sample ? sample.design : usual, offered),
		seed: sample?.seed ?? `${term.academicYear}-${term.name}`,
		earlier: earlier.map(({ seed, drawnAt, design }) => ({ seed, drawnAt, size: design.size })),
		drawn: sample && {
			plans: sample.plans.length,
			twice: sample.plans.filter((plan) => plan.auditsWanted === 2).length,
			from: drawnFrom,
			within: precision?.all ?? 1,
			even: !hasFactors(sample.design),
			byStratum,
			byNeed: comparable ? sampleComparison(frame.plans, sample, 'primaryNeed') : []
		}
	};
});

export const actions: Actions = {
	draw: action({
		form: SampleForm,
		act: async ({ store, person, body, event, now }) => {
			const term = await terms.byId(store, event.params.termId ?? '');
			const [auditors, frame, settings] = await Promise.all([
				people.auditors(store),
				terms.frame(store, term),
				samplingSettings.get(store)
			]);
			const design = designOf(body, {
				offered: [...usualPriorities, ...settings.focus],
				capacities: auditors.map(({ capacity }) => capacity),
				frame: frame.length
			});
			await terms.drawSample(store, term.termId, design, body.seed, { actorId: person.personId, now });
			redirect(303, `/terms/${term.termId}/sample#drawn`);
		}
	}),
	undo: action({
		form: z.strictObject({}),
		act: async ({ store, person, event, now }) => {
			const termId = event.params.termId ?? '';
			await terms.undoDraw(store, termId, { actorId: person.personId, now });
			redirect(303, `/terms/${termId}/sample`);
		}
	})
};
