//! All handlers and schedules of the business, with the outside they speak to.

use std::sync::Arc;

use work::{Handlers, Schedule};

use crate::account::Courier;
use crate::media::Blobs;
use crate::payment::Gateway;
use crate::{account, aftersale, catalog, front, media, order, payment, rank, search};

/// The outside as the business needs it.
#[derive(Clone)]
pub struct World {
    pub gateway: Arc<dyn Gateway>,
    pub courier: Arc<dyn Courier>,
    pub blobs: Arc<dyn Blobs>,
}

#[must_use]
pub fn handlers(world: &World) -> Handlers {
    let handlers = work::upkeep::handlers(Handlers::default());
    let handlers = account::handlers(handlers, &world.courier);
    let handlers = media::handlers(handlers, &world.blobs);
    let handlers = catalog::handlers(handlers);
    let handlers = search::handlers(handlers);
    let handlers = order::handlers(handlers);
    let handlers = payment::handlers(handlers, &world.gateway);
    let handlers = aftersale::handlers(handlers);
    let handlers = rank::handlers(handlers);
    front::handlers(handlers)
}

#[must_use]
pub fn schedules() -> Vec<Schedule> {
    let mut schedules = work::upkeep::schedules();
    schedules.extend(account::schedules());
    schedules.extend(media::schedules());
    schedules.extend(catalog::schedules());
    schedules.extend(search::schedules());
    schedules.extend(rank::schedules());
    schedules
}
