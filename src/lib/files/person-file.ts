/** Files with the names of children, for finding plans: read in the coordinator's browser and kept nowhere. */
import {
	childrenInList,
	childrenOf,
	isFindingColumn,
	type ChildrenRead,
	type KeyedChild
} from '#lib/domain/plan-finding.ts';
import type { ListMatching } from '#lib/domain/register-list-matching.ts';
import { findingFields } from '#lib/domain/register-list.ts';
import { FILE_BYTES, readCsv } from './csv.ts';
import { tooLarge, type ChosenFile } from './import-files.ts';
import { listTable } from './list-file.ts';
import { matchKeyMaker } from './match-key.ts';

/** Children whose match keys are made at once. */
const BATCH = 500;

/** Gives the children of the `person` file of an SEN2 return, or what is wrong with it. Rejects where the browser cannot read it any more. */
export async function readPersonFile(file: ChosenFile): Promise<ChildrenRead> {
	if (file.size > FILE_BYTES) return childrenOf([], tooLarge(file.name));
	const bytes = new Uint8Array(await file.arrayBuffer());
	const { header } = readCsv(file.name, bytes, { headerOnly: true });
	return childrenOf(header, readCsv(file.name, bytes, { keep: isFindingColumn }));
}

/** Gives the children of a plain list by the columns that were matched, or what is wrong with it. Rejects as above. */
export async function readChildrenList(file: ChosenFile, matching: ListMatching): Promise<ChildrenRead> {
	return childrenInList(await listTable(file, matching, findingFields), matching);
}

/** Gives the children with the match keys of their numbers. */
export async function withMatchKeys(
	children: Extract<ChildrenRead, { children: unknown }>['children'],
	signingKey: CryptoKey
): Promise<KeyedChild[]> {
	const matchKeyOf = matchKeyMaker(signingKey);
	const keyed: KeyedChild[] = [];
	for (let from = 0; from < children.length; from += BATCH) {
		keyed.push(
			...(await Promise.all(
				children
					.slice(from, from + BATCH)
					.map(async (one) => ({ ...one, matchKey: one.number === null ? null : await matchKeyOf(one.number) }))
			))
		);
	}
	return keyed;
}
