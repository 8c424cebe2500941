import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Workspace = Schemas['Workspace'];
export type Number = Schemas['Number'];
export type Conversation = Schemas['Conversation'];
export type ConversationPage = Schemas['ConversationPage'];
export type Counts = Schemas['Counts'];
export type ServiceWindow = Schemas['Window'];
export type Message = Schemas['Message'];
export type MessagePage = Schemas['MessagePage'];
export type Media = Schemas['Media'];
export type Changes = Schemas['Changes'];
export type Compose = Schemas['Compose'];
export type Upload = Schemas['Upload'];
/** What a message is; Meta adds kinds without notice, so it is open. */
export type Kind = Message['kind'];
export type State = Schemas['State'];
export type Origin = Schemas['Origin'];
export type Refusal = Schemas['Refusal'];
