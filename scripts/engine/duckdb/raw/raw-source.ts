/** The part of a source file that says where raw tables stand and which files they are read from. */
export type { RawTable, Source as RawSource } from '../../../rubric/model.js';
