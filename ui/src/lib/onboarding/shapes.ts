/** What connecting numbers asks for and is given: the API's own shapes, under the names used here. */
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];

export type MetaApp = Schemas['MetaApp'];
export type Signup = Schemas['Signup'];
export type Phone = Schemas['PhoneSeen'];
export type Joining = Schemas['Joining'];
export type Mode = Joining['mode'];
export type Candidate = Schemas['Candidate'];
export type Past = Schemas['Past'];
export type Asked = Schemas['Asked'];
export type Kind = Asked['kind'];
