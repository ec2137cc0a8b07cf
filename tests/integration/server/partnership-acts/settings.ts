/** What a partnership sets for itself: rubrics, guides, settings; and its activity. */
import { LocalGuide, unwrittenGuide } from '#lib/domain/local-guide.ts';
import { usualSampling } from '#lib/domain/sampling-settings.ts';
import { unwrittenSchoolGuide } from '#lib/domain/school-guide.ts';
import { usualLocks } from '#lib/domain/vault.ts';
import * as activity from '#lib/server/activity.ts';
import * as localGuides from '#lib/server/local-guides.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import * as samplingSettings from '#lib/server/sampling-settings.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import * as sentCopies from '#lib/server/sent-copies.ts';
import * as settings from '#lib/server/settings.ts';
import * as tabletLocks from '#lib/server/tablet-locks.ts';
import { by, rubric, rubricFile, urn } from '#tests/support/builders.ts';
import type { Acts } from '../partnership-world.ts';

const inFocus = {
	id: 'school_900001',
	label: 'A school',
	match: { by: 'school' as const, schoolUrn: urn(1) },
	factor: 1
};

export const settingActs: Acts = {
	modules: {
		activity,
		localGuides,
		rubricDrafts,
		rubrics,
		samplingSettings,
		schoolGuides,
		sentCopies,
		settings,
		tabletLocks
	},
	pure: [],
	acts: {
		'activity.record': (store, of) => activity.record(store, { ...by(), action: 'test.done', subject: of.termId }),
		'activity.list': (store) => activity.list(store, { limit: 1000 }),
		'activity.about': (store, of) => activity.about(store, of.termId),
		'localGuides.get': (store) => localGuides.get(store),
		'localGuides.write': (store) => localGuides.write(store, unwrittenGuide, by()),
		'rubricDrafts.begin': (store) =>
			rubricDrafts.begin(store, { rubricId: rubric.rubricId, version: rubric.version, name: 'A draft' }, by()),
		'rubricDrafts.list': (store) => rubricDrafts.list(store),
		'rubricDrafts.get': (store, of) => rubricDrafts.get(store, of.draftId),
		'rubricDrafts.save': (store, of) =>
			rubricDrafts.save(
				store,
				{ draftId: of.draftId, state: 1, body: { ...(rubricFile as object), version: '9.9.8' } },
				by()
			),
		'rubricDrafts.discard': (store, of) => rubricDrafts.discard(store, { draftId: of.draftId, state: 1 }, by()),
		'rubricDrafts.publish': (store, of) => rubricDrafts.publish(store, { draftId: of.draftId, state: 1 }, by()),
		'rubrics.publish': (store) => rubrics.publish(store, { ...(rubricFile as object), version: '9.9.9' }, by()),
		'rubrics.list': (store) => rubrics.list(store),
		'rubrics.get': (store) => rubrics.get(store, rubric.rubricId, rubric.version),
		'rubrics.latest': (store) => rubrics.latest(store),
		'samplingSettings.get': (store) => samplingSettings.get(store),
		'samplingSettings.write': (store) => samplingSettings.write(store, usualSampling, by()),
		'samplingSettings.focusOn': (store) => samplingSettings.focusOn(store, inFocus, by()),
		'samplingSettings.focusOff': (store) => samplingSettings.focusOff(store, inFocus.id, by()),
		'schoolGuides.get': (store) => schoolGuides.get(store),
		'schoolGuides.write': (store) => schoolGuides.write(store, unwrittenSchoolGuide, by()),
		'sentCopies.days': (store) => sentCopies.days(store),
		'sentCopies.write': (store) => sentCopies.write(store, 10, by()),
		'settings.get': (store) => settings.get(store, 'local-guide', LocalGuide),
		'settings.write': (store) => settings.write(store, 'local-guide', unwrittenGuide, by()),
		'tabletLocks.get': (store) => tabletLocks.get(store),
		'tabletLocks.write': (store) => tabletLocks.write(store, { ...usualLocks, leaseDays: 7 }, by())
	}
};
