/** The two ends of a chat. A phone is written once, and asks its end what differs. */
import { write } from "./api.js";
import { t } from "./words.js";

const CAN_EDIT_FOR = 15 * 60;
const CAN_DELETE_FOR = 2 * 24 * 3600;

export function customerEnd(world, id) {
  const me = () => world.customer(id);
  return {
    ...shared(`/customers/${encodeURIComponent(id)}`, "customer"),
    id,
    kind: "customer",
    me,
    className: "customer-end",
    title: () => me()?.name ?? id,
    subtitle: () => international(me()?.phone),
    canWrite: () => true,
    others: () => world.numbers.map((number) => person(number.id, number.name, number.display_phone_number)),
    other: (otherId) => {
      const number = world.number(otherId);
      return person(otherId, number?.name ?? otherId, number?.display_phone_number);
    },
    otherId: (chat) => chat.number_id,
    involves: (chat) => chat.customer_id === id,
    unread: (chat) => chat.unread_customer,
    writing: (chat) => chat.typing_business,
  };
}

export function agentEnd(world, id) {
  const me = () => world.number(id);
  return {
    ...shared(`/numbers/${encodeURIComponent(id)}`, "business"),
    id,
    kind: "agent",
    me,
    className: "agent-end",
    title: () => me()?.name ?? id,
    subtitle: () => [me()?.owner, me()?.display_phone_number].filter(Boolean).join(" · "),
    canWrite: () => me()?.mode !== "cloud_api",
    others: () => world.customers.map((customer) => person(customer.id, customer.name, nameable(customer))),
    other: (otherId) => {
      const customer = world.customer(otherId);
      return person(otherId, customer?.name ?? otherId, customer && nameable(customer));
    },
    otherId: (chat) => chat.customer_id,
    involves: (chat) => chat.number_id === id,
    unread: (chat) => chat.unread_app,
    writing: (chat) => chat.typing_customer,
  };
}

function shared(base, side) {
  const chat = (otherId) => `${base}/chats/${encodeURIComponent(otherId)}`;
  return {
    chatsPath: `${base}/chats`,
    chatPath: chat,
    isMine: (message) => message.from === side,
    myReaction: (message) => message.reactions?.[side] ?? null,
    send: (otherId, body) => write(`${chat(otherId)}/messages`, body),
    act: (otherId, what, body) => write(`${chat(otherId)}/${what}`, body),
  };
}

function person(id, name, detail) {
  return { id, name, detail: detail ?? "" };
}

/** What an agent sees under a customer's name: a username user shows no phone number. */
function nameable(customer) {
  return customer.hide_phone ? (customer.username ?? customer.user_id) : international(customer.phone);
}

const COUNTRY = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d+)$/;

/** "+41 79 123 45 67": the country's code apart, the rest in groups that can be read aloud. */
export function international(digits) {
  const [, country, rest] = COUNTRY.exec(digits ?? "") ?? [];
  if (!country) return digits ? `+${digits}` : "";
  const groups =
    rest.length === 9 ? /^(\d{2})(\d{3})(\d{2})(\d{2})$/.exec(rest).slice(1) : rest.match(/\d{3}(?=\d{2})|\d+/g);
  return `+${[country, ...groups].join(" ")}`;
}

export function whoWrote(end, message, otherName) {
  return end.isMine(message) ? t("thread.you") : otherName;
}

export function mayEdit(end, message, now) {
  const hasWords = message.type === "text" || ["image", "video", "document"].includes(message.type);
  return hasWords && mayChange(end, message) && now - message.at < CAN_EDIT_FOR;
}

export function mayDelete(end, message, now) {
  return mayChange(end, message) && now - message.at < CAN_DELETE_FOR;
}

function mayChange(end, message) {
  return end.isMine(message) && !message.revoked_at && message.origin !== "system" && message.status !== "failed";
}
