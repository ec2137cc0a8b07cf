/** The rubrics that come with the product, published to a partnership. */
import { readFileSync } from 'node:fs';
import type { Rubric } from '#lib/domain/rubric.ts';
import type { By } from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as rubrics from '#lib/server/rubrics.ts';

const FOLDER = new URL('./rubrics/', import.meta.url);

function read(name: string): unknown {
	return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

/** Publishes every rubric of the folder; one that is there already changes nothing. Gives the last one listed. */
export async function publishRubrics(store: Store, by: By): Promise<Rubric> {
	let last: Rubric | null = null;
	for (const name of Object.keys(read('published.json') as Record<string, string>)) {
		const { rubricId, version } = await rubrics.publish(store, read(name), by);
		last = await rubrics.get(store, rubricId, version);
	}
	if (!last) throw new Error('no rubric comes with this version');
	return last;
}
