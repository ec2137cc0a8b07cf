/** The partnership's own words for its auditors, as the last exchange left them on this tablet. */
import { unwrittenGuide, type LocalGuide } from '#lib/domain/local-guide.ts';
import { read } from './records.ts';
import type { Tablet } from './tablet.ts';

/** Gives the guide, or the words that are true everywhere until one was fetched. */
export async function get(tablet: Tablet): Promise<LocalGuide> {
	return (await read(tablet.db, 'guide', 'guide')) ?? unwrittenGuide;
}
